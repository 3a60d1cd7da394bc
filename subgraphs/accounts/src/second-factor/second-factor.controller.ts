import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { type Grant as GrantView, grant } from '../internal/internal-bodies';
import { SecondFactorService } from './second-factor.service';
import {
  type Attempt as AttemptView,
  attempt,
  attemptBody,
  confirmation,
  enrolment,
  factorStatus,
  loginChallenge,
  proofBody,
  recoveryCodesBody,
  type FactorStatus as StatusView,
  secondFactorLogin,
} from './second-factor-bodies';

class Enrolment extends createZodDto(enrolment) {}
class Confirmation extends createZodDto(confirmation) {}
class FactorProof extends createZodDto(proofBody) {}
class RecoveryCodes extends createZodDto(recoveryCodesBody) {}
class LoginChallenge extends createZodDto(loginChallenge) {}
class LoginAttempt extends createZodDto(attemptBody) {}
class SecondFactorLogin extends createZodDto(secondFactorLogin) {}
class FactorStatus extends createZodDto(factorStatus) {}
class FactorAttempt extends createZodDto(attempt) {}
class Grant extends createZodDto(grant) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class SecondFactorController {
  constructor(private readonly factors: SecondFactorService) {}

  @Get('users/:userId/second-factor')
  @ApiOperation({ summary: 'Whether an account has a second factor' })
  @ZodResponse({ status: 200, type: FactorStatus })
  @Refusals(401)
  status(@Param('userId') userId: string): Promise<StatusView> {
    return this.factors.status(userId);
  }

  @Post('users/:userId/second-factor')
  @HttpCode(204)
  @ApiOperation({ summary: 'Keeps a sealed secret until a code confirms it' })
  @ApiNoContentResponse()
  @Refusals(401, 404, 409, 422)
  async enrol(@Param('userId') userId: string, @Body() body: Enrolment): Promise<void> {
    await this.factors.enrol(userId, body.sealedSecret);
  }

  @Post('users/:userId/second-factor/find')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a code is checked against' })
  @ZodResponse({ status: 200, type: FactorAttempt })
  @Refusals(401, 404)
  find(@Param('userId') userId: string): Promise<AttemptView> {
    return this.factors.find(userId);
  }

  @Post('users/:userId/second-factor/confirm')
  @HttpCode(204)
  @ApiOperation({ summary: 'Turns the second factor on' })
  @ApiNoContentResponse()
  @Refusals(401, 409, 422)
  async confirm(@Param('userId') userId: string, @Body() body: Confirmation): Promise<void> {
    await this.factors.confirm(userId, body);
  }

  @Post('users/:userId/second-factor/recovery-codes')
  @HttpCode(204)
  @ApiOperation({ summary: 'Replaces the recovery codes' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async recoveryCodes(@Param('userId') userId: string, @Body() body: RecoveryCodes): Promise<void> {
    await this.factors.replaceRecoveryCodes(userId, body, body.recoveryCodeHashes);
  }

  @Post('users/:userId/second-factor/remove')
  @HttpCode(204)
  @ApiOperation({ summary: 'Turns the second factor off' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async remove(@Param('userId') userId: string, @Body() body: FactorProof): Promise<void> {
    await this.factors.remove(userId, body);
  }

  @Post('second-factor/logins')
  @HttpCode(204)
  @ApiOperation({ summary: 'Keeps a login whose password was right until its code comes' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async begin(@Body() body: LoginChallenge): Promise<void> {
    await this.factors.begin(body);
  }

  @Post('second-factor/logins/attempt')
  @HttpCode(200)
  @ApiOperation({ summary: 'Counts a try of a login and answers what its code is checked against' })
  @ZodResponse({ status: 200, type: FactorAttempt })
  @Refusals(401, 404, 422)
  attemptLogin(@Body() body: LoginAttempt): Promise<AttemptView> {
    return this.factors.attemptLogin(body.tokenHash);
  }

  @Post('second-factor/logins/finish')
  @ApiOperation({ summary: 'Opens the session of a login whose code was right' })
  @ZodResponse({ status: 201, type: Grant })
  @Refusals(401, 422)
  finish(@Body() body: SecondFactorLogin): Promise<GrantView> {
    return this.factors.finish(body);
  }
}
