import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import type {
  CostResult,
  CostRow,
  CostsInput,
  DimensionValue,
  MetricTotals,
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

/** An answer with its question, from which the rest of it is asked for. */
export type CostAnswer = Omit<CostResult, 'metricTotals'> & { readonly question: CostQuestion };

/** Rows that {@link CostsService.pages} holds at a time. */
const PAGE_ROWS = 10_000;

@Injectable()
export class CostsService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: CostsStore,
  ) {}

  async costs(viewer: Viewer, input: CostsInput): Promise<CostAnswer> {
    const scope = await this.access.scopeFor(viewer);
    const question = costQuestion(input);
    const records = await this.store.costs(question, scope);
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
    // A page and running sums do not add up to the whole.
    const partial = first !== null || question.cumulative;
    const whole = partial ? await this.store.costs(wholeOf(question), scope) : records;
    return {
      question,
      metric,
      ...period,
      granularity,
      comparedFrom: compared?.from ?? null,
      comparedTo: compared?.to ?? null,
      rows: costRows(page, question),
      pageInfo: pageInfoOf(question, page, records.length),
      totals: totalsOf(whole, question),
      link: costLink(question),
    };
  }

  /**
   * All rows of an answer, however many, page by page: of the charges that are live when it is asked.
   * Errors as of `costs`; those of the question before the first page.
   */
  async pages(
    viewer: Viewer,
    input: CostsInput,
    signal?: AbortSignal,
  ): Promise<AsyncIterable<CostRow[]>> {
    const scope = await this.access.scopeFor(viewer);
    const whole = costQuestion({ ...input, first: PAGE_ROWS });
    const { store } = this;
    return (async function* () {
      let after: string | null = null;
      do {
        const question: CostQuestion = { ...whole, after };
        const records = await store.costs(question, scope, signal);
        const page = records.slice(0, PAGE_ROWS);
        yield costRows(page, question);
        const { hasNextPage, endCursor } = pageInfoOf(question, page, records.length);
        after = hasNextPage ? (endCursor ?? null) : null;
      } while (after !== null);
    })();
  }

  /** The metrics of an answer over all of its groups, whatever its page. */
  async metricTotals(viewer: Viewer, { question }: CostAnswer): Promise<MetricTotals[]> {
    const scope = await this.access.scopeFor(viewer);
    const records = await this.store.costs(wholeOf(question), scope);
    return records.map((record) => ({
      currency: record.currency,
      metrics: metricValues(record, question),
    }));
  }

  async dimensionValues(viewer: Viewer, args: QueryDimensionValuesArgs): Promise<DimensionValue[]> {
    const scope = await this.access.scopeFor(viewer);
    return dimensionValues(await this.store.dimensionValues(valuesQuestion(args), scope));
  }

  async tagKeys(viewer: Viewer, first?: number): Promise<DimensionValue[]> {
    const scope = await this.access.scopeFor(viewer);
    return dimensionValues(await this.store.tagKeys(firstOf(first), scope));
  }
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
