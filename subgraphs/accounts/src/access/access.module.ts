import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SERVICE_TOKEN, ServiceTokenGuard } from './service-token.guard';

/** The service credential before every REST route that is not marked open. */
@Module({})
export class AccessModule {
  static forRoot(serviceToken: string): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: SERVICE_TOKEN, useValue: serviceToken },
        { provide: APP_GUARD, useClass: ServiceTokenGuard },
      ],
    };
  }
}
