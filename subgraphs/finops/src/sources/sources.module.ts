import type { SealerOptions } from '@ai-finops/service-kit/sealer';
import { type DynamicModule, Module } from '@nestjs/common';
import { BucketClient } from './buckets/bucket-client';
import { SourceWorker } from './source.worker';
import { SourceQueueStore } from './source-queue.store';
import { SourceSeals } from './source-seals';
import { SourceSync } from './source-sync';
import { SourcesResolver } from './sources.resolver';
import { SourcesService } from './sources.service';
import { SourcesStore } from './sources.store';

export interface SourcesOptions {
  /** Hosts that need not be public, or have no TLS. */
  readonly allowedHosts: readonly string[];
  readonly sealer: SealerOptions;
  /** The features that take files in. */
  readonly imports: DynamicModule;
}

@Module({})
export class SourcesModule {
  static forRoot({ allowedHosts, sealer, imports }: SourcesOptions): DynamicModule {
    return {
      module: SourcesModule,
      imports: [imports],
      providers: [
        SourcesService,
        SourcesResolver,
        SourcesStore,
        SourceQueueStore,
        SourceWorker,
        SourceSync,
        { provide: BucketClient, useFactory: () => new BucketClient(allowedHosts) },
        { provide: SourceSeals, useFactory: () => new SourceSeals(sealer) },
      ],
    };
  }
}
