import { type DynamicModule, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AnalyticalStore } from './analytical-store';
import { ChdbStore } from './chdb-store';
import { ClickhouseStore } from './clickhouse-store';

export interface StoreOptions {
  /** A ClickHouse server; the embedded engine when undefined. */
  readonly clickhouseUrl: string | undefined;
  /** The cluster that it belongs to. */
  readonly clickhouseCluster: string | undefined;
  /** Directory of the embedded engine. */
  readonly chdbPath: string;
}

/** Last to go: features stop in `beforeApplicationShutdown`. */
@Injectable()
class StoreLifetime implements OnApplicationShutdown {
  constructor(private readonly store: AnalyticalStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

export function createStore(options: StoreOptions): AnalyticalStore {
  const { clickhouseUrl, clickhouseCluster, chdbPath } = options;
  return clickhouseUrl
    ? new ClickhouseStore(clickhouseUrl, clickhouseCluster)
    : new ChdbStore(chdbPath);
}

/** Provides the analytical store everywhere in the service. */
@Module({})
export class StoreModule {
  static forRoot(options: StoreOptions): DynamicModule {
    return {
      module: StoreModule,
      global: true,
      providers: [
        { provide: AnalyticalStore, useFactory: () => createStore(options) },
        StoreLifetime,
      ],
      exports: [AnalyticalStore],
    };
  }
}
