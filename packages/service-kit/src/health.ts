import { Controller, Get, HttpStatus, Res, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { isStopping } from './shutdown';

/** What a service needs to do its work, each part true while it is there. Every service provides its own. */
export abstract class ReadinessChecks {
  abstract check(): Promise<Readonly<Record<string, boolean>>>;
}

/** The controller of a service's `/health` and `/health/ready`; `checks` are the names of its ReadinessChecks. */
export function healthController(
  service: string,
  checks: Readonly<Record<string, z.ZodBoolean>>,
  path = 'health',
): Type {
  class Health extends createZodDto(
    z.object({ status: z.literal('ok'), service: z.literal(service) }),
  ) {}
  class Readiness extends createZodDto(
    z.object({ status: z.enum(['ready', 'starting', 'stopping']), checks: z.object(checks) }),
  ) {}

  @ApiTags('Health')
  @Controller(path)
  class HealthController {
    constructor(private readonly readiness: ReadinessChecks) {}

    @Get()
    @ApiOperation({ summary: '200 while the process lives.' })
    @ZodResponse({ status: 200, type: Health })
    alive() {
      return { status: 'ok' as const, service };
    }

    @Get('ready')
    @ApiOperation({ summary: '200 while it can do its work, 503 otherwise; says what is missing.' })
    @ZodResponse({ status: 200, type: Readiness })
    @ApiResponse({ status: 503, type: Readiness.Output, description: 'It cannot, for now.' })
    async ready(@Res({ passthrough: true }) reply: FastifyReply) {
      const found = await this.readiness.check();
      const stopping = isStopping(reply.server);
      const ready = !stopping && Object.values(found).every(Boolean);
      reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
      const status = ready ? 'ready' : stopping ? 'stopping' : 'starting';
      return { status: status as 'ready' | 'starting' | 'stopping', checks: found };
    }
  }
  return HealthController;
}
