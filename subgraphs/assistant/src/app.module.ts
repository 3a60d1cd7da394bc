import { type PoolOptions, PrismaModule } from '@ai-finops/service-kit/prisma';
import { subgraphModule } from '@ai-finops/service-kit/subgraph.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ZodSerializerInterceptor } from 'nestjs-zod';
import { type Clock, systemClock } from './clock/clock';
import { ClockModule } from './clock/clock.module';
import { ConversationsModule } from './conversations/conversations.module';
import type { Env } from './env';
import { FinopsModule } from './finops/finops.module';
import { typeDefs } from './generated/schema';
import { HealthModule } from './health/health.module';

@Module({})
export class AppModule {
  static forRoot(env: Env, clock: Clock = systemClock, pool: PoolOptions = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PrismaModule.forRoot(env.DATABASE_URL, pool),
        subgraphModule({
          name: 'assistant',
          typeDefs,
          internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
        }),
        FinopsModule.forRoot({
          url: env.FINOPS_SERVICE_URL,
          internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
        }),
        ClockModule.forRoot(clock),
        ConversationsModule,
        HealthModule,
      ],
      providers: [{ provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor }],
    };
  }
}
