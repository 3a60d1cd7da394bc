import { AppError } from '@ai-finops/service-kit/errors';
import { isId } from '@ai-finops/service-kit/identifiers';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import { QualityReportsStore } from './quality-reports.store';
import { type QualitySummary, summarise } from './quality-summary';

/** What viewers see of the reports on imports. */
@Injectable()
export class DataQualityService {
  constructor(
    private readonly access: CostAccess,
    private readonly reports: QualityReportsStore,
  ) {}

  /** By import; none for viewers who may not see every cost. */
  async findMany(
    viewer: Viewer,
    importIds: readonly string[],
  ): Promise<Map<string, QualitySummary>> {
    if (!(await this.access.seesAll(viewer))) return new Map();
    const reports = await this.reports.findByImports(importIds);
    return new Map([...reports].map(([id, report]) => [id, summarise(report)]));
  }

  /** Error NOT_FOUND. */
  async find(viewer: Viewer, importId: string): Promise<QualitySummary> {
    const report = isId(importId)
      ? (await this.findMany(viewer, [importId])).get(importId)
      : undefined;
    if (!report) throw new AppError('NOT_FOUND', 'There is no such report.', { id: importId });
    return report;
  }
}
