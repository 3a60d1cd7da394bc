import { DatabaseHealth } from '@ai-finops/service-kit/database-health';
import { healthController, ReadinessChecks } from '@ai-finops/service-kit/health';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';
import { AnalyticalHealth } from './analytical-health.store';

@Injectable()
class Checks extends ReadinessChecks {
  constructor(
    private readonly database: DatabaseHealth,
    private readonly analytical: AnalyticalHealth,
    private readonly revocations: RevocationList,
  ) {
    super();
  }

  async check() {
    const [database, analyticalStore] = await Promise.all([
      this.database.answers(),
      this.analytical.answers(),
    ]);
    return { database, analyticalStore, sessions: this.revocations.fresh };
  }
}

const checks = {
  database: z.boolean(),
  analyticalStore: z.boolean(),
  sessions: z.boolean().describe('Ended sessions are known.'),
};

@Module({
  controllers: [healthController('finops', checks)],
  providers: [AnalyticalHealth, DatabaseHealth, { provide: ReadinessChecks, useClass: Checks }],
})
export class HealthModule {}
