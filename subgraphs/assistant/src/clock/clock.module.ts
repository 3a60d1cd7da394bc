import { type DynamicModule, Module } from '@nestjs/common';
import { CLOCK, type Clock } from './clock';

/** Provides the time everywhere in the service. */
@Module({})
export class ClockModule {
  static forRoot(clock: Clock): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      providers: [{ provide: CLOCK, useValue: clock }],
      exports: [CLOCK],
    };
  }
}
