import type { SealerOptions } from '@ai-finops/service-kit/sealer';
import { type DynamicModule, Module } from '@nestjs/common';
import { SecondFactorClient } from './second-factor.client';
import { SecondFactorController } from './second-factor.controller';
import { SecondFactorResolver } from './second-factor.resolver';
import { SEALER_OPTIONS, SecondFactorService } from './second-factor.service';

@Module({})
export class SecondFactorModule {
  static forRoot(options: SealerOptions): DynamicModule {
    return {
      module: SecondFactorModule,
      global: true,
      controllers: [SecondFactorController],
      providers: [
        SecondFactorResolver,
        SecondFactorService,
        SecondFactorClient,
        { provide: SEALER_OPTIONS, useValue: options },
      ],
      exports: [SecondFactorService],
    };
  }
}
