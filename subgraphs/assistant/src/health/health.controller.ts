import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { HealthStore } from './health.store';

class Health extends createZodDto(
  z.object({ status: z.literal('ok'), service: z.literal('assistant') }),
) {}
class Readiness extends createZodDto(
  z.object({
    status: z.enum(['ready', 'starting']),
    checks: z.object({ database: z.boolean() }),
  }),
) {}

/** Finops is not among the checks: without it, conversations can still be read. */
@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly store: HealthStore) {}

  @Get()
  @ApiOperation({ summary: '200 while the process lives.' })
  @ZodResponse({ status: 200, type: Health })
  alive() {
    return { status: 'ok' as const, service: 'assistant' as const };
  }

  @Get('ready')
  @ApiOperation({ summary: '200 while it can do its work, 503 otherwise; says what is missing.' })
  @ZodResponse({ status: 200, type: Readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const database = await this.store.databaseAnswers();
    reply.status(database ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: database ? ('ready' as const) : ('starting' as const), checks: { database } };
  }
}
