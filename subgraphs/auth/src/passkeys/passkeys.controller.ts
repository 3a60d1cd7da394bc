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
  Put,
  Req,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { signedIn } from '../auth/auth-bodies';
import { clientOfRequest } from '../auth/client-of';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import {
  beginInput,
  loginInput,
  passkeySchema,
  registrationInput,
  renameInput,
  webauthnOptions,
} from './passkey-bodies';
import { PasskeysService } from './passkeys.service';

class BeginPasskey extends createZodDto(beginInput) {}
class PasskeyRegistration extends createZodDto(registrationInput) {}
class PasskeyName extends createZodDto(renameInput) {}
class PasskeyLogin extends createZodDto(loginInput) {}
class WebauthnOptions extends createZodDto(webauthnOptions) {}
class Passkey extends createZodDto(passkeySchema) {}
class SignedIn extends createZodDto(signedIn) {}

@ApiTags('Passkeys')
@Controller('auth')
export class PasskeysController {
  constructor(private readonly passkeys: PasskeysService) {}

  @Get('passkeys')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'List one’s passkeys' })
  @ZodResponse({ status: 200, type: [Passkey] })
  @Refusals(401, 503)
  list(@CurrentViewer() viewer: Viewer) {
    return this.passkeys.findOf(viewer);
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({
    summary: 'Begin to add a passkey',
    description:
      'Answers `PublicKeyCredentialCreationOptionsJSON` of WebAuthn, good for five minutes.',
  })
  @ZodResponse({ status: 200, type: WebauthnOptions })
  @Refusals(401, 403, 422, 429, 503)
  begin(
    @CurrentViewer() viewer: Viewer,
    @Body() { password }: BeginPasskey,
    @Req() request: FastifyRequest,
  ) {
    return this.passkeys.begin(viewer, clientOfRequest(request), password);
  }

  @Post('passkeys')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Add the passkey that the browser made' })
  @ZodResponse({ status: 201, type: Passkey })
  @Refusals(401, 409, 422, 503)
  register(@CurrentViewer() viewer: Viewer, @Body() body: PasskeyRegistration) {
    return this.passkeys.register(viewer, body);
  }

  @Put('passkeys/:id')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Rename a passkey' })
  @ZodResponse({ status: 200, type: Passkey })
  @Refusals(401, 404, 422, 503)
  rename(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() { name }: PasskeyName) {
    return this.passkeys.rename(viewer, id, name);
  }

  @Delete('passkeys/:id')
  @HttpCode(204)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Remove a passkey' })
  @ApiNoContentResponse()
  @Refusals(401, 404, 503)
  async remove(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<void> {
    await this.passkeys.remove(viewer, id);
  }

  @Post('login/passkey/options')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin to sign in with a passkey',
    description:
      'Answers `PublicKeyCredentialRequestOptionsJSON` of WebAuthn, good for five minutes.',
  })
  @ZodResponse({ status: 200, type: WebauthnOptions })
  @Refusals(429, 503)
  beginLogin(@Req() request: FastifyRequest) {
    return this.passkeys.beginLogin(clientOfRequest(request));
  }

  @Post('login/passkey')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with a passkey', description: 'It counts as both factors.' })
  @ZodResponse({ status: 200, type: SignedIn })
  @Refusals(401, 422, 429, 503)
  login(@Body() { response }: PasskeyLogin, @Req() request: FastifyRequest) {
    return this.passkeys.login(clientOfRequest(request), response);
  }
}
