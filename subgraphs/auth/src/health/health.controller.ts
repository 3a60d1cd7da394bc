import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { AccountsClient } from '../accounts/accounts.client';

class Health extends createZodDto(
  z.object({ status: z.literal('ok'), service: z.literal('auth') }),
) {}
class Readiness extends createZodDto(
  z.object({
    status: z.enum(['ready', 'starting']),
    checks: z.object({ accounts: z.boolean(), sessions: z.boolean() }),
  }),
) {}

@ApiTags('Health')
@Controller('auth/health')
export class HealthController {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly revocations: RevocationList,
  ) {}

  @Get()
  @ApiOperation({ summary: '200 while the process lives.' })
  @ZodResponse({ status: 200, type: Health })
  alive() {
    return { status: 'ok' as const, service: 'auth' as const };
  }

  @Get('ready')
  @ApiOperation({ summary: '200 while it can do its work, 503 otherwise; says what is missing.' })
  @ZodResponse({ status: 200, type: Readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const checks = { accounts: await this.accounts.ready(), sessions: this.revocations.fresh };
    const ready = checks.accounts && checks.sessions;
    reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: ready ? ('ready' as const) : ('starting' as const), checks };
  }
}
