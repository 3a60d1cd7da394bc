import { type DynamicModule, Module } from '@nestjs/common';
import { DataQualityModule } from '../data-quality/data-quality.module';
import { RollupsModule } from '../rollups/rollups.module';
import { UploadsModule } from '../uploads/uploads.module';
import { BillImporter } from './bill-importer';
import { ChargesStore } from './charges.store';
import { ImportWorker } from './import.worker';
import { ImportIntake } from './import-intake';
import { ImportQueueStore } from './import-queue.store';
import { ImportWatch } from './import-watch';
import { ImportsController } from './imports.controller';
import { ImportsResolver } from './imports.resolver';
import { ImportsService } from './imports.service';
import { ImportsStore } from './imports.store';
import { RefusedRowsStore } from './refused-rows.store';

@Module({})
export class ImportsModule {
  static forRoot(uploadDirectory: string): DynamicModule {
    return {
      module: ImportsModule,
      imports: [UploadsModule.forRoot(uploadDirectory), DataQualityModule, RollupsModule],
      controllers: [ImportsController],
      providers: [
        ImportsService,
        ImportIntake,
        ImportsResolver,
        ImportsStore,
        ImportQueueStore,
        ImportWorker,
        ImportWatch,
        BillImporter,
        ChargesStore,
        RefusedRowsStore,
      ],
      exports: [ImportIntake, UploadsModule],
    };
  }
}
