import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { HealthStore } from './health.store';

class Health extends createZodDto(
  z.object({ status: z.literal('ok'), service: z.literal('finops') }),
) {}
class Readiness extends createZodDto(
  z.object({
    status: z.enum(['ready', 'starting']),
    checks: z.object({
      database: z.boolean(),
      analyticalStore: z.boolean(),
      sessions: z.boolean().describe('Ended sessions are known.'),
    }),
  }),
) {}

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly store: HealthStore,
    private readonly revocations: RevocationList,
  ) {}

  @Get()
  @ApiOperation({ summary: '200 while the process lives.' })
  @ZodResponse({ status: 200, type: Health })
  alive() {
    return { status: 'ok' as const, service: 'finops' as const };
  }

  @Get('ready')
  @ApiOperation({ summary: '200 while it can do its work, 503 otherwise; says what is missing.' })
  @ZodResponse({ status: 200, type: Readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const checks = {
      database: await this.store.databaseAnswers(),
      analyticalStore: await this.store.analyticalStoreAnswers(),
      sessions: this.revocations.fresh,
    };
    const ready = Object.values(checks).every(Boolean);
    reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: ready ? ('ready' as const) : ('starting' as const), checks };
  }
}
