import { type Connection, pageFrom, toConnection } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { parseInput } from '@ai-finops/service-kit/input';
import { requirePermission } from '@ai-finops/service-kit/permissions';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CostAuditTrail } from '../access/cost-audit-trail';
import { type Days, daysOf } from '../costs/cost-question';
import { refuse } from '../costs/refusal';
import type { PeriodInput, QueryExchangeRatesArgs, RequireFields } from '../generated/graphql';
import { commonBase } from './common-base';
import {
  ExchangeRatesStore,
  placeOf,
  type RateView,
  type SourceView,
} from './exchange-rates.store';
import {
  currencyCode,
  isRate,
  isRateDay,
  type RateQuote,
  requireOnce,
  sourceName,
} from './rate-quote';
import { readRates } from './rates-file';
import { ratesText } from './rates-text';

const MOST_RATES = 1000;

const additions = z.object({
  source: sourceName,
  base: currencyCode.nullish().transform((base) => base ?? null),
  rates: z
    .array(
      z
        .object({
          date: z.string().refine(isRateDay, 'must be a day such as 2026-05-01'),
          from: currencyCode,
          to: currencyCode,
          rate: z.string().refine(isRate, 'must be from 0.000000001 to 1000000000'),
        })
        .refine(({ from, to }) => from !== to, 'is between two currencies'),
    )
    .min(1)
    .max(MOST_RATES),
});

/** What is known of a file beside its content. */
export interface FileOrigin {
  readonly source?: string | undefined;
  readonly base?: string | undefined;
}

/** What an import of rates did. */
export interface RatesImport {
  readonly source: string;
  readonly base: string;
  readonly firstDate: string;
  readonly lastDate: string;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export type RatePage = Connection<RateView> & { readonly totalCount: number };

type Client = RequestContext['client'];

/** Exchange rates as they are brought, seen and let go. What converts by them is in conversions.service.ts. */
@Injectable()
export class ExchangeRatesService {
  constructor(
    private readonly store: ExchangeRatesStore,
    private readonly audit: CostAuditTrail,
  ) {}

  /**
   * Adds the rates of a file, all of them or none (see rates-file.ts). Errors FORBIDDEN, FILE_EMPTY,
   * FILE_UNREADABLE, PAYLOAD_TOO_LARGE, VALIDATION_FAILED, CONFLICT, SERVICE_UNAVAILABLE.
   */
  async importFile(
    viewer: Viewer,
    content: AsyncIterable<Buffer>,
    { source, base }: FileOrigin,
    client: Client,
  ): Promise<RatesImport> {
    requirePermission(viewer, 'rates:import');
    const { quotes, wide } = readRates(await ratesText(content), base ?? 'EUR');
    if (source === undefined && !(wide && (base ?? 'EUR') === 'EUR')) {
      throw new AppError('VALIDATION_FAILED', 'source is needed: name where the rates are from.', {
        field: 'source',
      });
    }
    const from = { source: source ?? 'ECB', base: base ?? (wide ? 'EUR' : null) };
    return this.put(viewer, from, quotes, client);
  }

  /** Errors FORBIDDEN, VALIDATION_FAILED, CONFLICT, SERVICE_UNAVAILABLE. */
  async add(viewer: Viewer, input: unknown, client: Client): Promise<RatesImport> {
    requirePermission(viewer, 'rates:import');
    const { source, base, rates } = parseInput(additions, input);
    return this.put(viewer, { source, base }, rates, client);
  }

  /** Answers how many rates went. Errors FORBIDDEN, NOT_FOUND, SERVICE_UNAVAILABLE. */
  async delete(viewer: Viewer, source: string, client: Client): Promise<number> {
    requirePermission(viewer, 'rates:delete');
    return this.store.transaction(async (tx) => {
      const rates = sourceName.safeParse(source).success
        ? await this.store.delete(tx, source)
        : null;
      if (rates === null) throw noSource(source);
      await this.record('EXCHANGE_RATES_DELETE', viewer, client, { source, rates });
      return rates;
    });
  }

  sources(): Promise<SourceView[]> {
    return this.store.findSources();
  }

  /** Latest day first. Errors VALIDATION_FAILED. */
  async page(args: RequireFields<QueryExchangeRatesArgs, 'first' | 'source'>): Promise<RatePage> {
    const page = pageFrom(args.first, args.after);
    const choice = {
      source: parseInput(sourceName, args.source),
      currency: args.currency ? parseInput(currencyCode, args.currency) : null,
      period: args.period ? rateDays(args.period) : null,
    };
    const base = (await this.store.baseOf(choice.source)) ?? '';
    const [rows, totalCount] = await Promise.all([
      this.store.findPage(choice, base, page),
      this.store.count(choice),
    ]);
    return { ...toConnection(rows, page, (rate) => placeOf(rate, base)), totalCount };
  }

  private async put(
    viewer: Viewer,
    from: { readonly source: string; readonly base: string | null },
    quotes: readonly RateQuote[],
    client: Client,
  ): Promise<RatesImport> {
    requireOnce(quotes);
    const { source } = from;
    const days = quotes.map(({ date }) => date).sort();
    return this.store.transaction(async (tx) => {
      const likely = from.base ?? commonBase(quotes);
      const base = await this.store.lockSource(tx, source, likely, viewer.id);
      if (base === null) {
        throw new AppError(
          'VALIDATION_FAILED',
          'base is needed: the rates leave open which currency is one side of each of them.',
          { field: 'base' },
        );
      }
      if (from.base !== null && from.base !== base) throw otherBase(source, base);
      requireBase(quotes, source, base);
      const { added, changed } = await this.store.put(tx, source, base, quotes);
      const done = {
        source,
        base,
        firstDate: days.at(0) ?? '',
        lastDate: days.at(-1) ?? '',
        added,
        changed,
        unchanged: quotes.length - added - changed,
      };
      await this.record('EXCHANGE_RATES_IMPORT', viewer, client, done);
      return done;
    });
  }

  private record(
    event: 'EXCHANGE_RATES_IMPORT' | 'EXCHANGE_RATES_DELETE',
    viewer: Viewer,
    { ip, userAgent }: Client,
    details: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    return this.audit.record({
      event,
      outcome: 'SUCCESS',
      actorId: viewer.id,
      ipAddress: ip,
      userAgent,
      details,
    });
  }
}

/** Error VALIDATION_FAILED also for days that no rate is of. */
function rateDays(period: PeriodInput): Days {
  const days = daysOf(period);
  if (!isRateDay(days.from) || !isRateDay(days.to)) refuse('period', 'must be within 1900 to 2199');
  return days;
}

/** Error NOT_FOUND. */
export function noSource(source: string): AppError {
  return new AppError('NOT_FOUND', 'There are no exchange rates of this source.', { source });
}

function otherBase(source: string, base: string): AppError {
  return new AppError('CONFLICT', `The rates of ${source} have ${base} on one side.`, {
    source,
    base,
  });
}

/** Without a currency common to all there would be several ways from one to another, with different results. */
function requireBase(quotes: readonly RateQuote[], source: string, base: string): void {
  const stray = quotes.find(({ from, to }) => from !== base && to !== base);
  if (!stray) return;
  throw new AppError(
    'CONFLICT',
    `Rates of ${source} have ${base} on one side; that from ${stray.from} to ${stray.to} for ${stray.date} does not.`,
    { source, base, from: stray.from, to: stray.to, date: stray.date },
  );
}
