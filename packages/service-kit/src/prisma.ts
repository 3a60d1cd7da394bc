import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
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

export interface PoolOptions {
  readonly maxConnections?: number;
  /** Longest wait for a connection: for a free one of the pool, and for a new one to be made. */
  readonly connectMs?: number;
  /** Longest time of one statement. Where somebody waits for the answer it is less than they wait. */
  readonly statementMs?: number;
}

/** Beyond the statement's own time, for an answer that never arrives: the network fell silent. */
const SILENCE_MS = 300;

/** A client on a pool whose waits are all bounded; times of the session are UTC. */
export function createPrisma(
  url: string,
  { maxConnections = 10, connectMs = 2_000, statementMs = 10_000 }: PoolOptions = {},
): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    statement_timeout: statementMs,
    query_timeout: statementMs + SILENCE_MS,
    options: '-c timezone=UTC',
  });
  return new PrismaClient({ adapter });
}

@Injectable()
class PrismaLifetime implements OnApplicationShutdown {
  constructor(@Inject(PRISMA) private readonly prisma: PrismaClient) {}

  /** Last to go: requests under way still need it while the server closes. */
  async onApplicationShutdown(): Promise<void> {
    await this.prisma.$disconnect();
  }
}

/** Provides the Prisma client everywhere in a service. */
@Module({})
export class PrismaModule {
  static forRoot(url: string, options: PoolOptions = {}): DynamicModule {
    return {
      module: PrismaModule,
      global: true,
      providers: [
        { provide: PRISMA, useFactory: () => createPrisma(url, options) },
        PrismaLifetime,
      ],
      exports: [PRISMA],
    };
  }
}

/** Rows that one statement of a clean-up removes: far fewer than its time allows. */
const BATCH = 1_000;

/**
 * Runs a clean-up that removes at most `limit` rows at a time until nothing is left of them, however many
 * there are: one statement for all would run out of its time, again each time that it is tried, and hold
 * its locks meanwhile. Answers how many were removed.
 */
export async function inBatches(
  removeSome: (limit: number) => Promise<number>,
  limit = BATCH,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await removeSome(limit);
    removed += count;
    if (count < limit) return removed;
  }
}

/** Code of Prisma's own error, such as P2002 for a violated unique constraint; undefined for others. */
export function prismaErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
