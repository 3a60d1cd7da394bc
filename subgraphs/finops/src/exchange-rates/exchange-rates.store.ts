import { foreignCursor, type Page } from '@ai-finops/service-kit/connection';
import { InjectPrisma, type PrismaClient, type Transaction } from '@ai-finops/service-kit/prisma';
import { Injectable } from '@nestjs/common';
import type { Days } from '../costs/cost-question';
import { currencyCode, type RateQuote } from './rate-quote';

/** A source as a viewer sees it. */
export interface SourceView {
  readonly name: string;
  readonly base: string;
  readonly currencies: string[];
  readonly firstDate: string | null;
  readonly lastDate: string | null;
  readonly rates: number;
  readonly updatedAt: Date;
}

/** A published rate with whose it is. */
export type RateView = RateQuote & { readonly source: string };

/** Which rates of a source are asked for. */
export interface RatesChoice {
  readonly source: string;
  readonly currency: string | null;
  readonly period: Days | null;
}

/** What became of rates that were brought. */
export interface Stored {
  readonly added: number;
  readonly changed: number;
}

const COLUMNS = { source: true, day: true, currency: true, rate: true, in_base: true } as const;

/** Rates of one statement. */
const CHUNK = 20_000;

@Injectable()
export class ExchangeRatesStore {
  constructor(@InjectPrisma() private readonly prisma: PrismaClient) {}

  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    // The whole history of a central bank has a quarter of a million rates.
    return this.prisma.$transaction(work, { timeout: 60_000 });
  }

  /** Null when there is no such source. */
  async baseOf(source: string): Promise<string | null> {
    const row = await this.prisma.exchangeRateSource.findUnique({
      where: { name: source },
      select: { base: true },
    });
    return row?.base ?? null;
  }

  /** By name. */
  async findSources(): Promise<SourceView[]> {
    const [sources, currencies] = await Promise.all([
      this.prisma.exchangeRateSource.findMany({ orderBy: { name: 'asc' } }),
      this.prisma.exchangeRate.groupBy({
        by: ['source', 'currency'],
        _count: true,
        _min: { day: true },
        _max: { day: true },
        orderBy: [{ source: 'asc' }, { currency: 'asc' }],
      }),
    ]);
    return sources.map(({ name, base, updated_at: updatedAt }) => {
      const own = currencies.filter(({ source }) => source === name);
      const days = own
        .flatMap(({ _min, _max }) => [_min.day, _max.day])
        .map(dayText)
        .sort();
      return {
        name,
        base,
        updatedAt,
        currencies: own.map(({ currency }) => currency),
        firstDate: days.at(0) ?? null,
        lastDate: days.at(-1) ?? null,
        rates: own.reduce((count, { _count }) => count + _count, 0),
      };
    });
  }

  /** Latest day first, one more than asked for. Error VALIDATION_FAILED for a cursor of another list. */
  async findPage(choice: RatesChoice, base: string, page: Page): Promise<RateView[]> {
    const position = positionOf(page);
    const rows = await this.prisma.exchangeRate.findMany({
      where: {
        ...chosen(choice),
        ...(position && {
          OR: [
            { day: { lt: position.day } },
            { day: position.day, currency: { gt: position.currency } },
          ],
        }),
      },
      select: COLUMNS,
      orderBy: [{ day: 'desc' }, { currency: 'asc' }],
      take: page.first + 1,
    });
    return rows.map((row) => toView(row, base));
  }

  count(choice: RatesChoice): Promise<number> {
    return this.prisma.exchangeRate.count({ where: chosen(choice) });
  }

  /** Rates of some currencies from the first day to the last, both included. */
  async findQuotes(
    source: string,
    base: string,
    currencies: readonly string[],
    days: { readonly first: string; readonly last: string },
  ): Promise<RateQuote[]> {
    const rows = await this.prisma.exchangeRate.findMany({
      where: {
        source,
        currency: { in: [...currencies] },
        day: { gte: new Date(days.first), lte: new Date(days.last) },
      },
      select: COLUMNS,
    });
    return rows.map((row) => toView(row, base));
  }

  /**
   * Makes the source unless it is there, and whoever else brings rates of it wait for the end of the
   * transaction. Answers its base; null for a new one of which no base is known.
   */
  async lockSource(
    tx: Transaction,
    name: string,
    base: string | null,
    userId: string,
  ): Promise<string | null> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`rates:${name}`}, 0))`;
    const known = await tx.exchangeRateSource.findUnique({
      where: { name },
      select: { base: true },
    });
    if (!known && base === null) return null;
    const source = await tx.exchangeRateSource.upsert({
      where: { name },
      create: { name, base: base ?? '', updated_by: userId },
      update: { updated_by: userId },
      select: { base: true },
    });
    return source.base;
  }

  /** Adds rates; those that are there for the same day and currency are replaced. */
  async put(
    tx: Transaction,
    source: string,
    base: string,
    quotes: readonly RateQuote[],
  ): Promise<Stored> {
    let stored: Stored = { added: 0, changed: 0 };
    for (let at = 0; at < quotes.length; at += CHUNK) {
      const { added, changed } = await putChunk(tx, source, base, quotes.slice(at, at + CHUNK));
      stored = { added: stored.added + added, changed: stored.changed + changed };
    }
    return stored;
  }

  /** How many rates went with the source; null when there is none. */
  async delete(tx: Transaction, source: string): Promise<number | null> {
    const { count } = await tx.exchangeRate.deleteMany({ where: { source } });
    const { count: sources } = await tx.exchangeRateSource.deleteMany({ where: { name: source } });
    return sources === 0 ? null : count;
  }
}

async function putChunk(
  tx: Transaction,
  source: string,
  base: string,
  quotes: readonly RateQuote[],
): Promise<Stored> {
  const days = quotes.map(({ date }) => date);
  const currencies = quotes.map(({ from, to }) => (from === base ? to : from));
  const rates = quotes.map(({ rate }) => rate);
  const inBase = quotes.map(({ to }) => to === base);
  // `xmax` is 0 in a row that was inserted; what is the same already is left as it is and not told.
  const [counts] = await tx.$queryRaw<{ added: bigint; changed: bigint }[]>`
    WITH put AS (
      INSERT INTO "ExchangeRate" AS present (source, day, currency, rate, in_base)
      SELECT ${source}, day, currency, rate, in_base
      FROM unnest(${days}::date[], ${currencies}::text[], ${rates}::numeric[], ${inBase}::boolean[])
        AS brought (day, currency, rate, in_base)
      ON CONFLICT (source, day, currency) DO UPDATE
        SET rate = excluded.rate, in_base = excluded.in_base
        WHERE (present.rate, present.in_base) IS DISTINCT FROM (excluded.rate, excluded.in_base)
      RETURNING xmax = 0 AS added
    )
    SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS changed FROM put`;
  return { added: Number(counts?.added ?? 0), changed: Number(counts?.changed ?? 0) };
}

interface Row {
  readonly source: string;
  readonly day: Date;
  readonly currency: string;
  readonly rate: { toFixed(): string };
  readonly in_base: boolean;
}

function toView({ source, day, currency, rate, in_base: inBase }: Row, base: string): RateView {
  return {
    source,
    date: dayText(day),
    from: inBase ? currency : base,
    to: inBase ? base : currency,
    rate: rate.toFixed(),
  };
}

const dayText = (day: Date | null): string => day?.toISOString().slice(0, 10) ?? '';

function chosen({ source, currency, period }: RatesChoice) {
  return {
    source,
    ...(currency !== null && { currency }),
    ...(period && { day: { gte: new Date(period.from), lt: new Date(period.to) } }),
  };
}

/** The place of a rate in the list, as its cursor has it. */
export const placeOf = ({ date, from, to }: RateView, base: string): string[] => [
  date,
  from === base ? to : from,
];

function positionOf({ after }: Page): { day: Date; currency: string } | null {
  if (!after) return null;
  const [text = '', currency = '', ...rest] = after;
  const day = new Date(`${text}T00:00:00Z`);
  const known = /^[12]\d{3}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime());
  if (!known || rest.length > 0 || !currencyCode.safeParse(currency).success) throw foreignCursor();
  return { day, currency };
}
