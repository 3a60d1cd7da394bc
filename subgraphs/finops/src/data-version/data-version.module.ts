import { type DynamicModule, Module } from '@nestjs/common';
import { DataVersionController } from './data-version.controller';
import { DataVersionStore } from './data-version.store';
import { INTERNAL_TOKEN_SECRET, InternalTokenGuard } from './internal-token.guard';

@Module({})
export class DataVersionModule {
  static forRoot(internalTokenSecret: string): DynamicModule {
    return {
      module: DataVersionModule,
      controllers: [DataVersionController],
      providers: [
        DataVersionStore,
        InternalTokenGuard,
        { provide: INTERNAL_TOKEN_SECRET, useValue: internalTokenSecret },
      ],
    };
  }
}
