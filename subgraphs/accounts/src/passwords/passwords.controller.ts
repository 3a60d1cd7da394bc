import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import {
  passwordChange,
  passwordReset,
  type ResetOwner as ResetOwnerView,
  resetOwner,
  resetQuestion,
  resetRequest,
} from './password-bodies';
import { PasswordsService } from './passwords.service';

class ResetRequest extends createZodDto(resetRequest) {}
class ResetQuestion extends createZodDto(resetQuestion) {}
class ResetOwner extends createZodDto(resetOwner) {}
class PasswordReset extends createZodDto(passwordReset) {}
class PasswordChange extends createZodDto(passwordChange) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class PasswordsController {
  constructor(private readonly passwords: PasswordsService) {}

  @Post('password-resets')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sends a link to reset a password',
    description: 'The same for an address without an account, which gets no mail.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async requestReset(@Body() body: ResetRequest): Promise<void> {
    await this.passwords.requestReset(body);
  }

  @Post('password-resets/find')
  @HttpCode(200)
  @ApiOperation({ summary: 'Whose password a link may reset' })
  @ZodResponse({ status: 200, type: ResetOwner })
  @Refusals(400, 401, 422)
  findReset(@Body() { tokenHash }: ResetQuestion): Promise<ResetOwnerView> {
    return this.passwords.resetOwner(tokenHash);
  }

  @Post('password-resets/use')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sets a new password by a link, once; every session ends' })
  @ApiNoContentResponse()
  @Refusals(400, 401, 422)
  async reset(@Body() body: PasswordReset): Promise<void> {
    await this.passwords.reset(body);
  }

  @Post('password-changes')
  @HttpCode(204)
  @ApiOperation({ summary: 'Replaces the current password; other sessions end' })
  @ApiNoContentResponse()
  @Refusals(401, 403, 422)
  async change(@Body() body: PasswordChange): Promise<void> {
    await this.passwords.change(body);
  }
}
