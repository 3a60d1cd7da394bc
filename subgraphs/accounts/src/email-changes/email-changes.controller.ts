import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import {
  type ConfirmedEmail as ConfirmedEmailView,
  confirmedEmail,
  emailChange,
  emailConfirmation,
} from './email-change-bodies';
import { EmailChangesService } from './email-changes.service';

class EmailChange extends createZodDto(emailChange) {}
class EmailConfirmation extends createZodDto(emailConfirmation) {}
class ConfirmedEmail extends createZodDto(confirmedEmail) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/email-changes')
export class EmailChangesController {
  constructor(private readonly changes: EmailChangesService) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Sends a link that gives an account another address',
    description: 'The same for an address that another account has.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 403, 422, 429)
  async request(@Body() body: EmailChange): Promise<void> {
    await this.changes.request(body);
  }

  @Post('confirm')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives an account the address that a link went to, once' })
  @ZodResponse({ status: 200, type: ConfirmedEmail })
  @Refusals(400, 401, 409, 422)
  confirm(@Body() body: EmailConfirmation): Promise<ConfirmedEmailView> {
    return this.changes.confirm(body);
  }
}
