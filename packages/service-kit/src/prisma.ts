import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/prisma/client';

export { Prisma, type PrismaClient } from './generated/prisma/client';

/** A transaction of the client: what a store's writes take first. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** Injection token of the Prisma client. */
export const PRISMA = Symbol('PRISMA');

/** Injects the Prisma client into a store. */
export const InjectPrisma = () => Inject(PRISMA);

/** A client on a pool whose waits are all bounded; times of the session are UTC. */
export function createPrisma(url: string, maxConnections = 10): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: 10_000,
    options: '-c timezone=UTC',
  });
  return new PrismaClient({ adapter });
}

@Injectable()
class PrismaLifetime implements OnModuleDestroy {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  async onModuleDestroy(): Promise<void> {
    await this.prisma.$disconnect();
  }
}

/** Provides the Prisma client everywhere in a service. */
@Module({})
export class PrismaModule {
  static forRoot(url: string): DynamicModule {
    return {
      module: PrismaModule,
      global: true,
      providers: [{ provide: PRISMA, useFactory: () => createPrisma(url) }, PrismaLifetime],
      exports: [PRISMA],
    };
  }
}

/** Code of Prisma's own error, such as P2002 for a violated unique constraint; undefined for others. */
export function prismaErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
