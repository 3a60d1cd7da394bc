import { healthController, ReadinessChecks } from '@ai-finops/service-kit/health';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';
import { AccountsClient } from '../accounts/accounts.client';

@Injectable()
class Checks extends ReadinessChecks {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly revocations: RevocationList,
  ) {
    super();
  }

  async check() {
    return { accounts: await this.accounts.ready(), sessions: this.revocations.fresh };
  }
}

const checks = { accounts: z.boolean(), sessions: z.boolean() };

@Module({
  controllers: [healthController('auth', checks, 'auth/health')],
  providers: [{ provide: ReadinessChecks, useClass: Checks }],
})
export class HealthModule {}
