import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import type { ChargeScope } from '../access/charge-scope';
import { CostAccess } from '../access/cost-access';
import type { RateGrid } from '../conversion/conversion';
import { Conversions } from '../conversion/conversions.service';
import type {
  CostResult,
  CostRow,
  CostsInput,
  DimensionValue,
  MetricTotals,
  Money,
  PageInfo,
  QueryDimensionValuesArgs,
} from '../generated/graphql';
import { comparedPeriod } from './comparison';
import { costRows, dimensionValues, metricValues, totalsOf } from './cost-answer';
import { cursorOf } from './cost-cursor';
import { costLink } from './cost-link';
import { type CostRecord, MOST_ROWS, orderTerms } from './cost-planner';
import { type CostQuestion, costQuestion, firstOf, valuesQuestion } from './cost-question';
import { CostsStore } from './costs.store';

/** An answer with its question, and what the rest of it is made of. */
export type CostAnswer = Omit<CostResult, 'metricTotals' | 'totals'> & {
  readonly question: CostQuestion;
  /** The question over all groups, whatever the page; asked once, when somebody wants it. */
  readonly whole: () => Promise<readonly CostRecord[]>;
  /** All rows, where they add up to the whole. */
  readonly all: readonly CostRecord[] | null;
};

/** Rows that {@link CostsService.pages} gives at a time. */
const PIECE_ROWS = 10_000;

@Injectable()
export class CostsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: CostsStore,
    private readonly conversions: Conversions,
  ) {}

  costs(viewer: Viewer, input: CostsInput): Promise<CostAnswer> {
    return this.access.within(viewer, async (scope) =>
      this.costsWithin(scope, costQuestion(input)),
    );
  }

  private async costsWithin(scope: ChargeScope, question: CostQuestion): Promise<CostAnswer> {
    const rates = await this.ratesOf(question, scope);
    const records = await this.store.costs(question, scope, rates);
    const { first, metric, period, granularity, compareWith } = question;
    if (first === null && records.length > MOST_ROWS) {
      throw new AppError(
        'RESULT_TOO_LARGE',
        `The answer has more than ${MOST_ROWS} rows: narrow the period, filter, ask for the top, or page by page.`,
        { limit: MOST_ROWS },
      );
    }
    const page = first === null ? records : records.slice(0, first);
    const compared = compareWith && comparedPeriod(period, compareWith);
    return {
      question,
      whole: once(() => this.store.costs(wholeOf(question), scope, rates)),
      // A page and running sums do not add up to the whole.
      all: first !== null || question.cumulative ? null : records,
      metric,
      ...period,
      granularity,
      comparedFrom: compared?.from ?? null,
      comparedTo: compared?.to ?? null,
      conversion: rates?.stated ?? null,
      rows: costRows(page, question),
      pageInfo: pageInfoOf(question, page, records.length),
      link: costLink(question),
    };
  }

  /**
   * All rows of an answer, however many, piece by piece: of the charges that are live when it is asked.
   * The first rows are there when it answers. Errors as of `costs`; QUERY_TIMEOUT also from the rows, when
   * charges of theirs were dropped while they were read.
   */
  async pages(
    viewer: Viewer,
    input: CostsInput,
    signal?: AbortSignal,
  ): Promise<AsyncIterable<CostRow[]>> {
    const scope = await this.access.scopeFor(viewer);
    // Each page groups all charges again: few have more than one.
    const question: CostQuestion = { ...costQuestion(input), first: MOST_ROWS, after: null };
    const rates = await this.ratesOf(question, scope, signal);
    const { access, store } = this;
    const read = async (after: string | null) => {
      const records = await store.costsOnce({ ...question, after }, scope, rates, signal);
      await access.requireWhole(scope);
      return records;
    };
    const firstRecords = await read(null);
    return (async function* () {
      for (let records = firstRecords; ; ) {
        const page = records.slice(0, MOST_ROWS);
        for (let at = 0; at < page.length; at += PIECE_ROWS) {
          yield costRows(page.slice(at, at + PIECE_ROWS), question);
        }
        const { hasNextPage, endCursor } = pageInfoOf(question, page, records.length);
        if (!hasNextPage) return;
        records = await read(endCursor ?? null);
      }
    })();
  }

  private ratesOf(
    { period, compareWith, ...asked }: CostQuestion,
    scope: ChargeScope,
    signal?: AbortSignal,
  ): Promise<RateGrid | null> {
    const periods = compareWith ? [period, comparedPeriod(period, compareWith)] : [period];
    return this.conversions.gridFor({ ...asked, periods }, scope, signal);
  }

  /** The metric of an answer over all of its groups, whatever its page. */
  async totals({ question, all, whole }: CostAnswer): Promise<Money[]> {
    return totalsOf(all ?? (await whole()), question);
  }

  /** The further metrics of an answer over all of its groups, whatever its page. */
  async metricTotals({ question, whole }: CostAnswer): Promise<MetricTotals[]> {
    return (await whole()).map((record) => ({
      currency: record.currency,
      metrics: metricValues(record, question),
    }));
  }

  async dimensionValues(viewer: Viewer, args: QueryDimensionValuesArgs): Promise<DimensionValue[]> {
    const values = await this.access.within(viewer, async (scope) =>
      this.store.dimensionValues(valuesQuestion(args), scope),
    );
    return dimensionValues(values);
  }

  async tagKeys(viewer: Viewer, first?: number): Promise<DimensionValue[]> {
    const keys = await this.access.within(viewer, async (scope) =>
      this.store.tagKeys(firstOf(first), scope),
    );
    return dimensionValues(keys);
  }
}

/** What `ask` answers, which is asked at most once. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** The same question without groups and buckets. */
function wholeOf(question: CostQuestion): CostQuestion {
  return {
    ...question,
    groupBy: [],
    granularity: 'TOTAL',
    cumulative: false,
    top: null,
    orderBy: [],
    first: null,
    after: null,
  };
}

function pageInfoOf(question: CostQuestion, page: readonly CostRecord[], found: number): PageInfo {
  const terms = orderTerms(question);
  const cursor = (record: CostRecord | undefined) =>
    record ? cursorOf(question, terms, record) : null;
  return {
    hasNextPage: found > page.length,
    hasPreviousPage: question.after !== null,
    startCursor: cursor(page.at(0)),
    endCursor: cursor(page.at(-1)),
  };
}
