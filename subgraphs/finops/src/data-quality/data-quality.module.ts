import { Module } from '@nestjs/common';
import { DataQualityController } from './data-quality.controller';
import { ImportQualityResolver, QualityReportResolver } from './data-quality.resolver';
import { DataQualityService } from './data-quality.service';
import { QualityLoader } from './quality.loader';
import { QualityChecksStore } from './quality-checks.store';
import { QualityReportsStore } from './quality-reports.store';

@Module({
  controllers: [DataQualityController],
  providers: [
    DataQualityService,
    ImportQualityResolver,
    QualityReportResolver,
    QualityLoader,
    QualityChecksStore,
    QualityReportsStore,
  ],
  exports: [QualityChecksStore, QualityReportsStore],
})
export class DataQualityModule {}
