import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { clientOfRequest } from '../auth/client-of';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { changePassword, forgotPassword, forgotten, resetPassword } from './password-bodies';
import { PasswordRecoveryService } from './password-recovery.service';

class ForgotPassword extends createZodDto(forgotPassword) {}
class Forgotten extends createZodDto(forgotten) {}
class ResetPassword extends createZodDto(resetPassword) {}
class ChangePassword extends createZodDto(changePassword) {}

const SENT = { message: 'If the address has an account, a mail with a link is on its way.' };

@ApiTags('Passwords')
@Controller('auth')
export class PasswordRecoveryController {
  constructor(private readonly passwords: PasswordRecoveryService) {}

  @Post('forgot-password')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for a link to reset a password',
    description:
      'The same answer after the same time for an address without an account, which gets no mail. A mailbox gets at most 3 links an hour.',
  })
  @ZodResponse({ status: 202, type: Forgotten })
  @Refusals(422, 429, 503)
  async forgot(@Body() body: ForgotPassword, @Req() request: FastifyRequest): Promise<Forgotten> {
    await this.passwords.forgot(clientOfRequest(request), body);
    return SENT;
  }

  @Post('reset-password')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a new password by a mailed link',
    description:
      'The link works once, for 30 minutes. Every session of the account ends, and every API key.',
  })
  @ApiNoContentResponse()
  @Refusals(400, 422, 429, 503)
  async reset(@Body() body: ResetPassword, @Req() request: FastifyRequest): Promise<void> {
    await this.passwords.reset(clientOfRequest(request), body);
  }

  @Post('change-password')
  @HttpCode(204)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({
    summary: 'Replace the current password',
    description: 'Sessions of the account other than the one that asks end.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 403, 422, 429, 503)
  async change(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Body() body: ChangePassword,
  ): Promise<void> {
    await this.passwords.change(viewer, client, body);
  }
}
