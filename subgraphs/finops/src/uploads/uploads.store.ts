import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';

export interface UploadRow {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly userId: string;
}

@Injectable()
export class UploadsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async insert(upload: UploadRow): Promise<void> {
    const { id, fileName, sizeBytes, sha256, userId } = upload;
    await this.prisma.upload.create({
      data: { id, file_name: fileName, size_bytes: sizeBytes, sha256, user_id: userId },
      select: { id: true },
    });
  }

  async findById(id: string): Promise<UploadRow | null> {
    const row = await this.prisma.upload.findUnique({
      where: { id },
      select: { id: true, file_name: true, size_bytes: true, sha256: true, user_id: true },
    });
    if (!row) return null;
    return {
      id: row.id,
      fileName: row.file_name,
      sizeBytes: Number(row.size_bytes),
      sha256: row.sha256,
      userId: row.user_id,
    };
  }

  /** Uploads made before `before` that no waiting or running import needs. */
  async findUnneeded(before: Date): Promise<string[]> {
    const rows = await this.prisma.upload.findMany({
      where: {
        created_at: { lt: before },
        files: { none: { import: { status: { in: ['PENDING', 'RUNNING'] } } } },
      },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  async delete(id: string): Promise<void> {
    await this.prisma.upload.deleteMany({ where: { id } });
  }
}
