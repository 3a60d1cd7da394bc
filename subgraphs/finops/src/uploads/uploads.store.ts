import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export interface UploadRow {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Hex; null before all of it has arrived. */
  readonly sha256: string | null;
  /** What whoever sends it says it is, hex. */
  readonly expectedSha256: string | null;
  readonly userId: string;
}

/** No import that waits or runs reads it. */
const UNNEEDED = { files: { none: { import: { status: { in: ['PENDING', 'RUNNING'] } } } } };

@Injectable()
export class UploadsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async insert(upload: UploadRow): Promise<void> {
    await this.prisma.upload.create({
      data: {
        id: upload.id,
        file_name: upload.fileName,
        size_bytes: upload.sizeBytes,
        sha256: upload.sha256,
        expected_sha256: upload.expectedSha256,
        user_id: upload.userId,
      },
      select: { id: true },
    });
  }

  async findById(id: string): Promise<UploadRow | null> {
    const [row = null] = await this.findByIds([id]);
    return row;
  }

  async findByIds(ids: readonly string[]): Promise<UploadRow[]> {
    const rows = await this.prisma.upload.findMany({
      where: { id: { in: [...ids] } },
      select: {
        id: true,
        file_name: true,
        size_bytes: true,
        sha256: true,
        expected_sha256: true,
        user_id: true,
      },
    });
    return rows.map((row) => ({
      id: row.id,
      fileName: row.file_name,
      sizeBytes: Number(row.size_bytes),
      sha256: row.sha256,
      expectedSha256: row.expected_sha256,
      userId: row.user_id,
    }));
  }

  /** Notes that all of an upload has arrived. */
  async complete(id: string, sha256: string): Promise<void> {
    await this.prisma.upload.updateMany({ where: { id }, data: { sha256 } });
  }

  /** False while a waiting or running import needs it. */
  async deleteUnneeded(id: string): Promise<boolean> {
    const { count } = await this.prisma.upload.deleteMany({ where: { id, ...UNNEEDED } });
    return count === 1;
  }

  /** Uploads made before `before` that no waiting or running import needs. */
  async findUnneeded(before: Date): Promise<string[]> {
    const rows = await this.prisma.upload.findMany({
      where: {
        created_at: { lt: before },
        ...UNNEEDED,
      },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  async delete(id: string): Promise<void> {
    await this.prisma.upload.deleteMany({ where: { id } });
  }
}
