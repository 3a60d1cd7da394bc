import type { RedisOptions } from '@ai-finops/service-kit/redis-client';
import { type DynamicModule, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { AccountsCounters } from './accounts-counters';
import { RedisCounters } from './redis-counters';
import { ThrottleService } from './throttle.service';
import { ThrottleCounters } from './throttle-counters';
import { ThrottleRecorder } from './throttle-recorder';

@Injectable()
class CountersLifetime implements OnModuleDestroy {
  constructor(private readonly counters: ThrottleCounters) {}

  async onModuleDestroy(): Promise<void> {
    await this.counters.close();
  }
}

/** Throttles with their counters in Redis where there is one, else in Postgres by way of accounts. */
@Module({})
export class ThrottleModule {
  static forRoot(redis: RedisOptions | undefined): DynamicModule {
    const counters = (accounts: AccountsClient): ThrottleCounters => {
      if (!redis) return new AccountsCounters(accounts);
      const inRedis = new RedisCounters(redis);
      void inRedis.connect();
      return inRedis;
    };
    return {
      module: ThrottleModule,
      global: true,
      providers: [
        ThrottleService,
        ThrottleRecorder,
        CountersLifetime,
        { provide: ThrottleCounters, inject: [AccountsClient], useFactory: counters },
      ],
      exports: [ThrottleService],
    };
  }
}
