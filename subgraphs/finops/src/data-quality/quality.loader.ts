import { AppError } from '@ai-finops/service-kit/errors';
import { RequestLoader } from '@ai-finops/service-kit/request-loader';
import { Injectable } from '@nestjs/common';
import { DataQualityService } from './data-quality.service';
import type { QualitySummary } from './quality-summary';

/** Reports of many imports at once, as the request's viewer may see them. */
@Injectable()
export class QualityLoader extends RequestLoader<QualitySummary> {
  constructor(service: DataQualityService) {
    super(async ({ viewer }, ids) => {
      if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
      return service.findMany(viewer, ids);
    });
  }
}
