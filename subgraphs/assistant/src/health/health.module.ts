import { DatabaseHealth } from '@ai-finops/service-kit/database-health';
import { healthController, ReadinessChecks } from '@ai-finops/service-kit/health';
import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';

/** Finops is not among the checks: without it, conversations can still be read. */
@Injectable()
class Checks extends ReadinessChecks {
  constructor(private readonly database: DatabaseHealth) {
    super();
  }

  async check() {
    return { database: await this.database.answers() };
  }
}

@Module({
  controllers: [healthController('assistant', { database: z.boolean() })],
  providers: [DatabaseHealth, { provide: ReadinessChecks, useClass: Checks }],
})
export class HealthModule {}
