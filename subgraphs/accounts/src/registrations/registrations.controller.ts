import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { type Registered as RegisteredView, registered, registration } from './registration-bodies';
import { RegistrationsService } from './registrations.service';

class Registration extends createZodDto(registration) {}
class Registered extends createZodDto(registered) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/registrations')
export class RegistrationsController {
  constructor(private readonly registrations: RegistrationsService) {}

  @Post()
  @ApiOperation({
    summary: 'Makes an account for whoever asks, and opens its first session',
    description: 'Once for an idempotency key, which is then answered with the same session again.',
  })
  @ZodResponse({ status: 201, type: Registered })
  @Refusals(401, 409, 422)
  register(@Body() body: Registration): Promise<RegisteredView> {
    return this.registrations.register(body);
  }
}
