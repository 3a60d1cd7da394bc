import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import {
  type ChallengeView,
  challengeQuestion,
  challengeSchema,
  newChallenge,
} from './challenge-bodies';
import { ChallengesService } from './challenges.service';

class NewChallenge extends createZodDto(newChallenge) {}
class ChallengeQuestion extends createZodDto(challengeQuestion) {}
class Challenge extends createZodDto(challengeSchema) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/challenges')
export class ChallengesController {
  constructor(private readonly challenges: ChallengesService) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Keeps a step of a sign-in until its answer comes' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async create(@Body() body: NewChallenge): Promise<void> {
    await this.challenges.create(body);
  }

  @Post('take')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a challenge; it works once' })
  @ZodResponse({ status: 200, type: Challenge })
  @Refusals(401, 422)
  take(@Body() body: ChallengeQuestion): Promise<ChallengeView> {
    return this.challenges.take(body);
  }
}
