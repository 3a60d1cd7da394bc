import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

/** What triggers write whenever live batches, their rollups, grants or exchange rates change. */
@Injectable()
export class DataVersionStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  current(): Promise<string> {
    return currentVersion(this.prisma);
  }
}

/** As SQL, for it is read at every question: Prisma's own way takes twice as long. */
export async function currentVersion(prisma: PrismaClient): Promise<string> {
  const [row] = await prisma.$queryRaw<{ version: string }[]>`
    SELECT version::text FROM "DataVersion" WHERE subgraph = 'finops'`;
  if (!row) throw new Error('The data has no version.');
  return row.version;
}
