import { Inject, Injectable } from '@nestjs/common';
import { PRISMA, type PrismaClient } from './prisma';

/** Whether the database answers. */
@Injectable()
export class DatabaseHealth {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  async answers(): Promise<boolean> {
    return this.prisma.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    );
  }
}
