import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { type PoolOptions, PrismaModule } from '@ai-finops/service-kit/prisma';
import { subgraphModule } from '@ai-finops/service-kit/subgraph.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ZodSerializerInterceptor, ZodValidationPipe } from 'nestjs-zod';
import { AccessModule } from './access/access.module';
import { BatchesModule } from './batches/batches.module';
import { CostDriversModule } from './cost-drivers/cost-drivers.module';
import { CostsModule } from './costs/costs.module';
import { DataVersionModule } from './data-version/data-version.module';
import type { Env } from './env';
import { ExchangeRatesModule } from './exchange-rates/exchange-rates.module';
import { ExportsModule } from './exports/exports.module';
import { typeDefs } from './generated/schema';
import { HealthModule } from './health/health.module';
import { ImportsModule } from './imports/imports.module';
import { KpisModule } from './kpis/kpis.module';
import { SourcesModule } from './sources/sources.module';
import { StoreModule } from './store/store.module';
import { UseCasesModule } from './use-cases/use-cases.module';

@Module({})
export class AppModule {
  static forRoot(env: Env, pool: PoolOptions = {}): DynamicModule {
    const imports = ImportsModule.forRoot(env.UPLOAD_DIR);
    return {
      module: AppModule,
      imports: [
        PrismaModule.forRoot(env.DATABASE_URL, pool),
        StoreModule.forRoot({
          clickhouseUrl: env.CLICKHOUSE_URL,
          clickhouseCluster: env.CLICKHOUSE_CLUSTER,
          chdbPath: env.CHDB_PATH,
        }),
        AccessModule.forRoot({
          defaultCostAccess: env.DEFAULT_COST_ACCESS,
          accessKeys: new AccessKeys(env),
          accountsUrl: env.DATABASE_SERVICE_URL,
          accountsToken: env.DATABASE_SERVICE_TOKEN,
        }),
        subgraphModule({
          name: 'finops',
          typeDefs,
          internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
        }),
        CostsModule,
        CostDriversModule,
        KpisModule,
        ExchangeRatesModule,
        ExportsModule,
        UseCasesModule,
        imports,
        SourcesModule.forRoot({
          allowedHosts: env.SOURCE_ALLOWED_HOSTS,
          sealer: {
            secret: env.DATA_ENCRYPTION_KEY,
            previousSecret: env.DATA_ENCRYPTION_KEY_PREVIOUS,
          },
          imports,
        }),
        BatchesModule.forRoot(env.BILL_RETENTION_MONTHS),
        DataVersionModule.forRoot(env.INTERNAL_TOKEN_SECRET),
        HealthModule,
      ],
      providers: [
        { provide: APP_PIPE, useClass: ZodValidationPipe },
        { provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor },
      ],
    };
  }
}
