import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { type Grant as GrantView, grant } from '../internal/internal-bodies';
import {
  type KnownPasskey as KnownView,
  knownPasskey,
  newPasskey,
  type PasskeyView,
  passkeyChange,
  passkeyLogin,
  passkeyQuestion,
  passkeySchema,
} from './passkey-bodies';
import { PasskeysService } from './passkeys.service';

class NewPasskey extends createZodDto(newPasskey) {}
class PasskeyChange extends createZodDto(passkeyChange) {}
class Passkey extends createZodDto(passkeySchema) {}
class PasskeyQuestion extends createZodDto(passkeyQuestion) {}
class KnownPasskey extends createZodDto(knownPasskey) {}
class PasskeyLogin extends createZodDto(passkeyLogin) {}
class Grant extends createZodDto(grant) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class PasskeysController {
  constructor(private readonly passkeys: PasskeysService) {}

  @Get('users/:userId/passkeys')
  @ApiOperation({ summary: 'Passkeys of a user' })
  @ZodResponse({ status: 200, type: [Passkey] })
  @Refusals(401)
  list(@Param('userId') userId: string): Promise<PasskeyView[]> {
    return this.passkeys.findOf(userId);
  }

  @Post('users/:userId/passkeys')
  @ApiOperation({ summary: 'Adds a passkey that auth has verified' })
  @ZodResponse({ status: 201, type: Passkey })
  @Refusals(401, 409, 422)
  add(@Param('userId') userId: string, @Body() body: NewPasskey): Promise<PasskeyView> {
    return this.passkeys.add(userId, body);
  }

  @Put('users/:userId/passkeys/:id')
  @ApiOperation({ summary: 'Renames a passkey of a user' })
  @ZodResponse({ status: 200, type: Passkey })
  @Refusals(401, 404, 422)
  rename(
    @Param('userId') userId: string,
    @Param('id') id: string,
    @Body() { name }: PasskeyChange,
  ): Promise<PasskeyView> {
    return this.passkeys.rename(userId, id, name);
  }

  @Delete('users/:userId/passkeys/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Removes a passkey of a user' })
  @ApiNoContentResponse()
  @Refusals(401, 404)
  async remove(@Param('userId') userId: string, @Param('id') id: string): Promise<void> {
    await this.passkeys.remove(userId, id);
  }

  @Post('passkeys/find')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a signature is checked against' })
  @ZodResponse({ status: 200, type: KnownPasskey })
  @Refusals(401, 404, 422)
  find(@Body() { credentialId }: PasskeyQuestion): Promise<KnownView> {
    return this.passkeys.find(credentialId);
  }

  @Post('passkeys/logins')
  @ApiOperation({ summary: 'Opens a session for a passkey whose signature auth has verified' })
  @ZodResponse({ status: 201, type: Grant })
  @Refusals(401, 422)
  login(@Body() body: PasskeyLogin): Promise<GrantView> {
    return this.passkeys.login(body);
  }
}
