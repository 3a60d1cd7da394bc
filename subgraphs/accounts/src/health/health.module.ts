import { DatabaseHealth } from '@ai-finops/service-kit/database-health';
import { healthController, ReadinessChecks } from '@ai-finops/service-kit/health';
import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';
import { Open } from '../access/service-token.guard';

@Injectable()
class Checks extends ReadinessChecks {
  constructor(private readonly database: DatabaseHealth) {
    super();
  }

  async check() {
    return { database: await this.database.answers() };
  }
}

const HealthController = healthController('accounts', { database: z.boolean() });
Open()(HealthController);

@Module({
  controllers: [HealthController],
  providers: [DatabaseHealth, { provide: ReadinessChecks, useClass: Checks }],
})
export class HealthModule {}
