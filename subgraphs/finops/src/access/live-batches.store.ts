import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** The pointer that readers follow: batches whose charges are visible. */
@Injectable()
export class LiveBatches {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async ids(): Promise<string[]> {
    const batches = await this.prisma.billBatch.findMany({
      where: { live: true },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    return batches.map(({ id }) => id);
  }
}
