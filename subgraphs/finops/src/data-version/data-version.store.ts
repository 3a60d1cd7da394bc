import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** What triggers write whenever live batches, grants or exchange rates change. */
@Injectable()
export class DataVersionStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async current(): Promise<string> {
    const { version } = await this.prisma.dataVersion.findUniqueOrThrow({
      where: { subgraph: 'finops' },
      select: { version: true },
    });
    return version;
  }
}
