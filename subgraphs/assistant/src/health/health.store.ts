import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

@Injectable()
export class HealthStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async databaseAnswers(): Promise<boolean> {
    return this.prisma.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    );
  }
}
