import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { settling, type Taken as TakenView, taken, taking } from './throttle-bodies';
import { ThrottlesService } from './throttles.service';

class Taking extends createZodDto(taking) {}
class Taken extends createZodDto(taken) {}
class Settling extends createZodDto(settling) {}

/** Counters that the replicas of auth share where there is no Redis; no promise to anybody else. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/throttles')
export class ThrottlesController {
  constructor(private readonly throttles: ThrottlesService) {}

  @Post('take')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes one try out of every bucket, or out of none; atomic' })
  @ZodResponse({ status: 200, type: Taken })
  @Refusals(401, 422)
  take(@Body() { buckets }: Taking): Promise<TakenView> {
    return this.throttles.take(buckets);
  }

  @Post('settle')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives tries back, and remembers who may go on' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async settle(@Body() body: Settling): Promise<void> {
    await this.throttles.settle(body);
  }
}
