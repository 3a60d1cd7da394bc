import { type DynamicModule, Module } from '@nestjs/common';
import { BatchRetention, RETENTION_MONTHS } from './batch-retention';
import { BatchesResolver } from './batches.resolver';
import { BatchesService } from './batches.service';
import { BatchesStore } from './batches.store';
import { ChargeStorageStore } from './charge-storage.store';

@Module({})
export class BatchesModule {
  static forRoot(retentionMonths: number | undefined): DynamicModule {
    return {
      module: BatchesModule,
      providers: [
        BatchesService,
        BatchesResolver,
        BatchesStore,
        ChargeStorageStore,
        BatchRetention,
        { provide: RETENTION_MONTHS, useValue: retentionMonths },
      ],
    };
  }
}
