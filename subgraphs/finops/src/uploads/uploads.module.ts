import { type DynamicModule, Module } from '@nestjs/common';
import { ResumableUploadsController } from './resumable-uploads.controller';
import { UploadFiles } from './upload-files';
import { UploadsController } from './uploads.controller';
import { UploadsService } from './uploads.service';
import { UploadsStore } from './uploads.store';

@Module({})
export class UploadsModule {
  static forRoot(directory: string): DynamicModule {
    return {
      module: UploadsModule,
      controllers: [UploadsController, ResumableUploadsController],
      providers: [
        UploadsService,
        UploadsStore,
        { provide: UploadFiles, useFactory: () => new UploadFiles(directory) },
      ],
      exports: [UploadsService, UploadFiles],
    };
  }
}
