import { bearerToken } from '@ai-finops/service-kit/access-token';
import { AppError } from '@ai-finops/service-kit/errors';
import { IDEMPOTENCY_HEADER, TakesIdempotencyKey } from '@ai-finops/service-kit/idempotency-key';
import { parseInput } from '@ai-finops/service-kit/input';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, Get, Headers, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { AuthService } from './auth.service';
import {
  login,
  logoutInput,
  profile,
  refreshInput,
  registration,
  signedIn,
  tokenPair,
  type Validation as ValidationView,
  validation,
} from './auth-bodies';
import { clientOfRequest } from './client-of';
import { RegistrationService } from './registration.service';

class Registration extends createZodDto(registration) {}
class Login extends createZodDto(login) {}
class Refresh extends createZodDto(refreshInput) {}
class Logout extends createZodDto(logoutInput) {}
class SignedIn extends createZodDto(signedIn) {}
class TokenPair extends createZodDto(tokenPair) {}
class Profile extends createZodDto(profile) {}
class Validation extends createZodDto(validation) {}

@ApiTags('Authentication')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: RegistrationService,
  ) {}

  @Post('register')
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Register new user',
    description:
      'The new user is signed in. Sent again with the same `Idempotency-Key`, it answers the same user and session, with the same refresh token and a fresh access token; once that refresh token was used, it signs in as login does.',
  })
  @ZodResponse({ status: 201, type: SignedIn })
  @Refusals(401, 409, 422, 429, 503)
  register(
    @Body() body: Registration,
    @Req() request: FastifyRequest,
    @Headers(IDEMPOTENCY_HEADER) key?: string,
  ) {
    return this.registration.register(clientOfRequest(request), body, key);
  }

  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Login user' })
  @ZodResponse({ status: 200, type: SignedIn })
  @Refusals(401, 422, 429, 503)
  login(@Body() body: Login, @Req() request: FastifyRequest) {
    return this.auth.login(clientOfRequest(request), body);
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Refresh access token',
    description:
      'Answers a fresh pair. A refresh token works once; using it again ends its session, but for 10 seconds after its use it gets the same successor again.',
  })
  @ZodResponse({ status: 200, type: TokenPair })
  @Refusals(401, 422, 429, 503)
  refresh(@Body() { refreshToken }: Refresh, @Req() request: FastifyRequest) {
    return this.auth.refresh(clientOfRequest(request), refreshToken);
  }

  @Post('logout')
  @HttpCode(204)
  @ApiBearerAuth('accessToken')
  @ApiBody({ type: Logout, required: false })
  @ApiOperation({
    summary: 'Logout user',
    description:
      'Ends the session of the refresh token in the body, else that of the access token. Repeatable. The access token is refused everywhere within 5 seconds.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 422, 503)
  async logout(
    @Body() body: unknown,
    @Headers('authorization') authorization?: string,
  ): Promise<void> {
    const { refreshToken } = parseInput(logoutInput, body ?? {});
    const accessToken = refreshToken == null ? bearerToken(authorization) : undefined;
    const sessionId = accessToken === undefined ? null : this.auth.sessionOf(accessToken);
    await this.auth.logout(sessionId, refreshToken);
  }

  @Get('profile')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Get user profile' })
  @ZodResponse({ status: 200, type: Profile })
  @Refusals(401, 503)
  profile(@CurrentViewer() viewer: Viewer) {
    return this.auth.profile(viewer);
  }

  @Get('validate')
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Validate an access token', description: 'And that its session lives.' })
  @ZodResponse({ status: 200, type: Validation })
  @Refusals(401, 503)
  validate(@Headers('authorization') authorization?: string): ValidationView {
    const token = bearerToken(authorization);
    if (token === undefined) throw new AppError('UNAUTHENTICATED', 'A bearer token is needed.');
    const { viewer, expiresAt } = this.auth.check(token);
    const { id, role, sessionId } = viewer;
    return { valid: true, user: { id, role }, sessionId, expiresAt };
  }

  @Post('validate')
  @HttpCode(200)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Validate an access token', description: 'The same by POST.' })
  @ZodResponse({ status: 200, type: Validation })
  @Refusals(401, 503)
  validateByPost(@Headers('authorization') authorization?: string): ValidationView {
    return this.validate(authorization);
  }
}
