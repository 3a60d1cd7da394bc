import { type DynamicModule, Module } from '@nestjs/common';
import { FinopsApi } from './finops-api';
import { FINOPS_ACCESS, type FinopsAccess, FinopsClient } from './finops-client';

@Module({})
export class FinopsModule {
  static forRoot(access: FinopsAccess): DynamicModule {
    return {
      module: FinopsModule,
      global: true,
      providers: [{ provide: FINOPS_ACCESS, useValue: access }, FinopsClient, FinopsApi],
      exports: [FinopsApi],
    };
  }
}
