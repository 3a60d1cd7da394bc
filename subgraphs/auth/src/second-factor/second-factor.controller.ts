import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, Get, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { signedIn } from '../auth/auth-bodies';
import { clientOfRequest } from '../auth/client-of';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { SecondFactorService } from './second-factor.service';
import {
  confirmationInput,
  enrolment,
  enrolmentInput,
  proofInput,
  recoveryCodes,
  secondFactorStatus,
  secondStep,
} from './second-factor-bodies';

class EnrolmentInput extends createZodDto(enrolmentInput) {}
class ConfirmationInput extends createZodDto(confirmationInput) {}
class ProofInput extends createZodDto(proofInput) {}
class SecondStep extends createZodDto(secondStep) {}
class SecondFactorStatus extends createZodDto(secondFactorStatus) {}
class Enrolment extends createZodDto(enrolment) {}
class RecoveryCodes extends createZodDto(recoveryCodes) {}
class SignedIn extends createZodDto(signedIn) {}

@ApiTags('Second factor')
@Controller('auth')
export class SecondFactorController {
  constructor(private readonly factors: SecondFactorService) {}

  @Post('login/second-factor')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Second step of a login',
    description:
      'After a login was refused with SECOND_FACTOR_REQUIRED, whose details have the challenge.',
  })
  @ZodResponse({ status: 200, type: SignedIn })
  @Refusals(401, 422, 429, 503)
  finish(@Body() body: SecondStep, @Req() request: FastifyRequest) {
    return this.factors.finish(clientOfRequest(request), body);
  }

  @Get('second-factor')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Whether one has a second factor' })
  @ZodResponse({ status: 200, type: SecondFactorStatus })
  @Refusals(401, 503)
  status(@CurrentViewer() viewer: Viewer) {
    return this.factors.status(viewer);
  }

  @Post('second-factor/enrol')
  @HttpCode(200)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({
    summary: 'Begin to set up an authenticator app',
    description: 'Nothing changes until a code confirms it.',
  })
  @ZodResponse({ status: 200, type: Enrolment })
  @Refusals(401, 403, 409, 422, 429, 503)
  enrol(
    @CurrentViewer() viewer: Viewer,
    @Body() { password }: EnrolmentInput,
    @Req() request: FastifyRequest,
  ) {
    return this.factors.enrol(viewer, clientOfRequest(request), password);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({
    summary: 'Turn the second factor on',
    description: 'Answers ten recovery codes.',
  })
  @ZodResponse({ status: 200, type: RecoveryCodes })
  @Refusals(401, 404, 409, 422, 429, 503)
  confirm(
    @CurrentViewer() viewer: Viewer,
    @Body() { code }: ConfirmationInput,
    @Req() request: FastifyRequest,
  ) {
    return this.factors.confirm(viewer, clientOfRequest(request), code);
  }

  @Post('second-factor/recovery-codes')
  @HttpCode(200)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Make new recovery codes', description: 'The old ones end.' })
  @ZodResponse({ status: 200, type: RecoveryCodes })
  @Refusals(401, 403, 404, 422, 429, 503)
  regenerate(
    @CurrentViewer() viewer: Viewer,
    @Body() body: ProofInput,
    @Req() request: FastifyRequest,
  ) {
    return this.factors.regenerateCodes(viewer, clientOfRequest(request), body);
  }

  @Post('second-factor/disable')
  @HttpCode(204)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Turn the second factor off' })
  @ApiNoContentResponse()
  @Refusals(401, 403, 404, 422, 429, 503)
  async disable(
    @CurrentViewer() viewer: Viewer,
    @Body() body: ProofInput,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.factors.disable(viewer, clientOfRequest(request), body);
  }
}
