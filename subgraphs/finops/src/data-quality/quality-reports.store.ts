import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { QualityReport } from './quality-report';

/** Reports are kept as long as their imports. */
@Injectable()
export class QualityReportsStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  async insert(tx: Transaction, importId: string, report: QualityReport): Promise<void> {
    const { focusVersion, rowsChecked, checks } = report;
    const row = {
      import_id: importId,
      focus_version: focusVersion,
      rows_checked: rowsChecked,
      checks: checks.map((check) => ({ ...check, firstRows: [...check.firstRows] })),
    };
    await tx.importQuality.upsert({
      where: { import_id: importId },
      create: row,
      update: row,
      select: { import_id: true },
    });
  }

  async findByImports(importIds: readonly string[]): Promise<Map<string, QualityReport>> {
    const rows = await this.prisma.importQuality.findMany({
      where: { import_id: { in: [...importIds] } },
      select: { import_id: true, focus_version: true, rows_checked: true, checks: true },
    });
    return new Map(
      rows.map((row) => [
        row.import_id,
        {
          focusVersion: row.focus_version as QualityReport['focusVersion'],
          rowsChecked: Number(row.rows_checked),
          checks: row.checks as unknown as QualityReport['checks'],
        },
      ]),
    );
  }
}
