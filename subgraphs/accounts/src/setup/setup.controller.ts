import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { SERVICE } from '../access/permissions';
import { firstAdministrator } from '../users/user-input';
import { type UserView, userSchema } from '../users/user-view';
import { SetupService } from './setup.service';

class FirstAdministrator extends createZodDto(firstAdministrator) {}
class User extends createZodDto(userSchema) {}
class SetupState extends createZodDto(
  z.object({ done: z.boolean().describe('True once a SUPER_ADMIN exists.') }),
) {}

/** The first administrator of the installation; auth checks the setup token before it asks. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Get()
  @ApiOperation({ summary: 'Whether the installation has its first SUPER_ADMIN' })
  @ZodResponse({ status: 200, type: SetupState })
  @Refusals(401)
  async state() {
    return { done: await this.setup.isDone(SERVICE) };
  }

  @Post()
  @ApiOperation({ summary: 'Makes the first SUPER_ADMIN of the installation, once' })
  @ZodResponse({ status: 201, type: User })
  @Refusals(401, 409, 422)
  create(@Body() body: FirstAdministrator): Promise<UserView> {
    return this.setup.createFirst(SERVICE, body);
  }
}
