import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';

const LIMITS = { timeoutMs: 2_000, maxMemoryBytes: 64 * 1024 ** 2 };

@Injectable()
export class HealthStore {
  constructor(
    @InjectPrisma() private readonly prisma: PrismaClient,
    private readonly analytical: AnalyticalStore,
  ) {}

  async databaseAnswers(): Promise<boolean> {
    return answers(this.prisma.$queryRaw`SELECT 1`);
  }

  async analyticalStoreAnswers(): Promise<boolean> {
    return answers(this.analytical.query('SELECT 1', {}, { limits: LIMITS }));
  }
}

function answers(query: Promise<unknown>): Promise<boolean> {
  return query.then(
    () => true,
    () => false,
  );
}
