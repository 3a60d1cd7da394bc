import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { signedIn } from '../auth/auth-bodies';
import { SetupService } from './setup.service';
import { setupInput } from './setup-bodies';

class Setup extends createZodDto(setupInput) {}
class SignedIn extends createZodDto(signedIn) {}

@ApiTags('Setup')
@Controller('auth/setup')
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Post()
  @ApiOperation({
    summary: 'Make the first SUPER_ADMIN',
    description:
      'Once for an installation, with the setup token that only the operator has. The new account is signed in.',
  })
  @ZodResponse({ status: 201, type: SignedIn })
  @Refusals(403, 409, 422, 429, 503)
  create(@Body() body: Setup, @Req() { ip, headers }: FastifyRequest) {
    return this.setup.setUp({ ip, userAgent: headers['user-agent'] ?? null }, body);
  }
}
