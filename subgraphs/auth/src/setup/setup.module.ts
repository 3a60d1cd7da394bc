import { type DynamicModule, Module } from '@nestjs/common';
import { SetupController } from './setup.controller';
import { SetupResolver } from './setup.resolver';
import { SETUP_OPTIONS, type SetupOptions, SetupService } from './setup.service';

@Module({})
export class SetupModule {
  static forRoot(options: SetupOptions): DynamicModule {
    return {
      module: SetupModule,
      controllers: [SetupController],
      providers: [SetupResolver, SetupService, { provide: SETUP_OPTIONS, useValue: options }],
    };
  }
}
