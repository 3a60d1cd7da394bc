import { Refusals } from '@ai-finops/service-kit/refusals';
import type { Revocations as RevocationsView } from '@ai-finops/service-kit/revocation-list';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { RevocationService } from '../revocation/revocation.service';
import {
  type Credentials as CredentialsView,
  credentials,
  credentialsQuestion,
  endOfSession,
  type Grant as GrantView,
  grant,
  newFamily,
  revocations,
  rotation,
} from './internal-bodies';
import { SignInService } from './sign-in.service';

class CredentialsQuestion extends createZodDto(credentialsQuestion) {}
class Credentials extends createZodDto(credentials) {}
class NewFamily extends createZodDto(newFamily) {}
class Rotation extends createZodDto(rotation) {}
class EndOfSession extends createZodDto(endOfSession) {}
class Grant extends createZodDto(grant) {}
class Revocations extends createZodDto(revocations) {}

/** What auth and whoever verifies access tokens ask; no promise to anybody else. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class InternalController {
  constructor(
    private readonly signIn: SignInService,
    private readonly revocations: RevocationService,
  ) {}

  @Post('credentials')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a password is checked against' })
  @ZodResponse({ status: 200, type: Credentials })
  @Refusals(401, 404, 422)
  credentials(@Body() body: CredentialsQuestion): Promise<CredentialsView> {
    return this.signIn.credentials(body);
  }

  @Post('sessions')
  @ApiOperation({ summary: 'Opens a session with its first refresh token' })
  @ZodResponse({ status: 201, type: Grant })
  @Refusals(401, 422)
  open(@Body() body: NewFamily): Promise<GrantView> {
    return this.signIn.open(body);
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Exchanges a refresh token for its successor',
    description:
      'A spent token ends its session, but for 10 seconds the immediate parent of the live token gets the same successor again.',
  })
  @ZodResponse({ status: 200, type: Grant })
  @Refusals(401, 422)
  refresh(@Body() body: Rotation): Promise<GrantView> {
    return this.signIn.refresh(body);
  }

  @Post('sessions/end')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends a session, by its id or a refresh token; repeatable' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async end(@Body() body: EndOfSession): Promise<void> {
    await this.signIn.end(body);
  }

  @Get('revocations')
  @ApiOperation({ summary: 'Whose access tokens must not be accepted any more' })
  @ZodResponse({ status: 200, type: Revocations })
  @Refusals(401)
  // The kit's type promises read-only lists, which an answer's type cannot say.
  async recent(): Promise<Revocations> {
    const { now, sessions, users }: RevocationsView = await this.revocations.recent();
    return { now, sessions: [...sessions], users: [...users] };
  }
}
