import { InjectPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import { currentVersion } from '../data-version/data-version.store';
import { ROLLUPS, type Rollup } from '../rollups/rollup-tables';
import type { ChargeScope } from './charge-scope';

/** Replaced charges stay for longer than the longest query. */
export const REPLACED_KEEP_MS = 5 * 60_000;

/** Clocks of replicas may differ so much from one that drops charges. */
const CLOCK_MS = 30_000;

type Live = Pick<ChargeScope, 'batches' | 'days' | 'rollups' | 'charges'>;

/** What was live in one version of the data. */
interface Known {
  readonly version: string;
  readonly live: Live;
}

/** The pointer that readers follow: batches whose charges are visible. */
@Injectable()
export class LiveBatches {
  #known: Known | undefined;

  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  /** Those that are live after the call. */
  async find(): Promise<Live> {
    return (await this.#current()).live;
  }

  /**
   * What `ask` finds in the batches that are live after the call. It begins with those that were live at the question
   * before, while Postgres says whether they still are, and is asked once more if they are not.
   */
  async within<Answer>(ask: (live: Live) => Promise<Answer>): Promise<Answer> {
    const known = this.#known;
    const current = this.#current();
    if (!known) return ask((await current).live);
    const early = ask(known.live);
    // Of batches that are not live any more nobody wants to know, nor why they could not be read.
    early.catch(() => undefined);
    const now = await current;
    return now.version === known.version ? early : ask(now.live);
  }

  /** Every change gives the data another version in the same transaction. */
  async #current(): Promise<Known> {
    const known = this.#known;
    if (known && (await currentVersion(this.prisma)) === known.version) return known;
    this.#known = await this.#read();
    return this.#known;
  }

  /** In one statement, so that the version is that of the batches. */
  async #read(): Promise<Known> {
    const rows = await this.prisma.$queryRaw<
      (Record<Rollup['table'] | 'id' | 'first' | 'last', string | null> & {
        version: string;
        charges: number | null;
      })[]
    >`SELECT version::text, batch.id::text, batch.daily_costs_id::text AS daily_costs,
        batch.daily_usage_id::text AS daily_usage, batch.monthly_costs_id::text AS monthly_costs,
        batch.first_day::text AS first, batch.last_day::text AS last, batch.rows::float8 AS charges
      FROM "DataVersion" LEFT JOIN "BillBatch" AS batch ON batch.live
      WHERE subgraph = 'finops' ORDER BY batch.id`;
    const [first] = rows;
    if (!first) throw new Error('The data has no version.');
    const live = rows.filter(({ id }) => id !== null);
    return {
      version: first.version,
      live: {
        batches: live.flatMap(({ id }) => id ?? []),
        days: live.map(({ first, last }) => (first && last ? { first, last } : null)),
        rollups: Object.fromEntries(
          ROLLUPS.map(({ table }) => [table, live.map(({ [table]: id }) => id)]),
        ),
        charges: live.reduce((sum, { charges }) => sum + (charges ?? 0), 0),
      },
    };
  }

  /**
   * True while every one of these batches has all of its charges for sure: so had whoever read them before
   * asking. One that was replaced is dropped some time later.
   */
  async areWhole(ids: readonly string[], now = new Date()): Promise<boolean> {
    const since = new Date(now.getTime() - REPLACED_KEEP_MS + CLOCK_MS);
    // One parameter, for a statement may not have as many as there may be batches.
    const [row] = await this.prisma.$queryRaw<{ whole: number }[]>`
      SELECT count(*)::int AS whole FROM "BillBatch"
      WHERE id = ANY(${ids}::uuid[]) AND (live OR replaced_at > ${since})`;
    return row?.whole === ids.length;
  }
}
