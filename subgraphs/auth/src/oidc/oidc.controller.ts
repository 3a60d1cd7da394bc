import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { signedIn } from '../auth/auth-bodies';
import { clientOfRequest } from '../auth/client-of';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { OidcService } from './oidc.service';
import {
  identityProvider,
  linkBegin,
  linkedIdentity,
  loginBegin,
  oidcAnswer,
  oidcAttempt,
} from './oidc-bodies';

class IdentityProvider extends createZodDto(identityProvider) {}
class BeginProviderLogin extends createZodDto(loginBegin) {}
class BeginIdentityLink extends createZodDto(linkBegin) {}
class ProviderAnswer extends createZodDto(oidcAnswer) {}
class ProviderAttempt extends createZodDto(oidcAttempt) {}
class LinkedIdentity extends createZodDto(linkedIdentity) {}
class SignedIn extends createZodDto(signedIn) {}

@ApiTags('OpenID Connect')
@Controller('auth')
export class OidcController {
  constructor(private readonly oidc: OidcService) {}

  @Get('login/oidc/providers')
  @ApiOperation({ summary: 'List the providers that sign in' })
  @ZodResponse({ status: 200, type: [IdentityProvider] })
  providers() {
    return this.oidc.list();
  }

  @Post('login/oidc/options')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin to sign in by a provider',
    description: 'Answers where to send the browser, and the attempt that only it may keep.',
  })
  @ZodResponse({ status: 200, type: ProviderAttempt })
  @Refusals(404, 422, 429, 503)
  beginLogin(@Body() { provider }: BeginProviderLogin, @Req() request: FastifyRequest) {
    return this.oidc.beginLogin(clientOfRequest(request), provider);
  }

  @Post('login/oidc')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign in with what the provider answered',
    description:
      'It counts as the password: an account with a second factor is asked for its code.',
  })
  @ZodResponse({ status: 200, type: SignedIn })
  @Refusals(401, 403, 404, 409, 422, 429, 503)
  login(@Body() body: ProviderAnswer, @Req() request: FastifyRequest) {
    return this.oidc.login(clientOfRequest(request), body);
  }

  @Get('identities')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'List one’s linked identities' })
  @ZodResponse({ status: 200, type: [LinkedIdentity] })
  @Refusals(401, 503)
  list(@CurrentViewer() viewer: Viewer) {
    return this.oidc.findOf(viewer);
  }

  @Post('identities/options')
  @HttpCode(200)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Begin to link an identity to one’s account' })
  @ZodResponse({ status: 200, type: ProviderAttempt })
  @Refusals(401, 403, 404, 422, 429, 503)
  beginLink(
    @CurrentViewer() viewer: Viewer,
    @Body() body: BeginIdentityLink,
    @Req() request: FastifyRequest,
  ) {
    return this.oidc.beginLink(viewer, clientOfRequest(request), body);
  }

  @Post('identities')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Link the identity that the provider answered with' })
  @ZodResponse({ status: 201, type: LinkedIdentity })
  @Refusals(401, 404, 409, 422, 429, 503)
  link(
    @CurrentViewer() viewer: Viewer,
    @Body() body: ProviderAnswer,
    @Req() request: FastifyRequest,
  ) {
    return this.oidc.link(viewer, clientOfRequest(request), body);
  }

  @Delete('identities/:id')
  @HttpCode(204)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Unlink an identity' })
  @ApiNoContentResponse()
  @Refusals(401, 404, 503)
  async unlink(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<void> {
    await this.oidc.unlink(viewer, id);
  }
}
