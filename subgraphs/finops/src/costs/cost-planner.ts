import type { ChargeScope } from '../access/charge-scope';
import type { CostMetric, PeriodBasis } from '../generated/graphql';
import { Bindings, type Statement } from '../store/bindings';
import {
  type Condition,
  compile,
  type Fragments,
  grouped,
  type Key,
  type Measure,
  type Period,
  type TimeColumn,
} from './charge-query';
import type { CostFilter, CostQuestion, Days, ValuesQuestion } from './cost-question';
import { isWide, textKeyOf } from './dimensions';

/** Most rows that an answer has. A plan asks for one more, by which its reader knows that there are more. */
export const MOST_ROWS = 100_000;

/** A row of {@link planCosts}. Texts are '' where there is none. */
export interface CostRecord {
  /** Absent when the question has no time buckets. */
  readonly bucket?: string;
  readonly currency: string;
  readonly cost: string | null;
  readonly charges: string;
  /** 1 for the sum of the groups beyond `top`; absent when the question has no `top`. */
  readonly other?: number;
  readonly [key: `key_${number}`]: string;
}

/** A row of {@link planDimensionValues} and {@link planTagKeys}. */
export interface ValueRecord {
  readonly value: string;
  readonly charges: string;
}

const METRICS: Readonly<Record<CostMetric, Measure>> = {
  BILLED_COST: { kind: 'sum', column: 'BilledCost', commitmentPurchases: 'as-they-are' },
  EFFECTIVE_COST: { kind: 'sum', column: 'EffectiveCost', commitmentPurchases: 'as-they-are' },
  LIST_COST: { kind: 'sum', column: 'ListCost', commitmentPurchases: 'zero' },
  CONTRACTED_COST: { kind: 'sum', column: 'ContractedCost', commitmentPurchases: 'zero' },
};

const TIMES: Readonly<Record<PeriodBasis, TimeColumn>> = {
  CHARGE_PERIOD: 'ChargePeriodStart',
  BILLING_PERIOD: 'BillingPeriodStart',
};

/** The rows of a cost question in their order, from one statement. */
export function planCosts(question: CostQuestion, scope: ChargeScope): Statement {
  const { granularity, groupBy, top } = question;
  const bindings = new Bindings();
  const time = TIMES[question.basis];
  const bucket: Record<string, Key> =
    granularity === 'TOTAL' ? {} : { bucket: { kind: 'bucket', time, length: granularity } };
  const names = groupBy.map((_, index) => `key_${index}`);
  const texts = groupBy.map((term, index) => [`key_${index}`, textKeyOf(term)] as const);

  const fragments = compile(
    {
      scope,
      period: periodOf(time, question.period),
      conditions: question.filter.map(conditionOf),
      keys: { ...bucket, currency: { kind: 'currency' }, ...Object.fromEntries(texts) },
      measures: { cost: METRICS[question.metric], charges: { kind: 'count' } },
    },
    bindings,
  );

  const buckets = Object.keys(bucket);
  const order = [...buckets, ...byCost('cost', names), 'currency'];
  if (top === null || names.length === 0) {
    return bindings.statement(inOrder(grouped(fragments), order));
  }
  const limit = bindings.bind('UInt32', top);
  // Ranking the groups in place reads the charges once but sorts a row for each group and bucket: with
  // few groups that takes half the time of reading twice, with a group for every charge five times it.
  const rows =
    buckets.length > 0 && groupBy.some(isWide)
      ? keptByMembership(fragments, names, limit)
      : keptByRank(fragments, buckets, names, limit);
  return bindings.statement(inOrder(rows, [...order, 'other']));
}

/** The values of a dimension, most frequent first. */
export function planDimensionValues(
  { term, period, search, first }: ValuesQuestion,
  scope: ChargeScope,
): Statement {
  const key = textKeyOf(term);
  const conditions: Condition[] = search ? [{ key, operator: 'CONTAINS', values: [search] }] : [];
  return planValues(key, first, scope, conditions, period);
}

/** The keys of tags, most frequent first. */
export function planTagKeys(first: number, scope: ChargeScope): Statement {
  return planValues({ kind: 'each-tag-key' }, first, scope, [], null);
}

function planValues(
  value: Key,
  first: number,
  scope: ChargeScope,
  conditions: readonly Condition[],
  period: Days | null,
): Statement {
  const bindings = new Bindings();
  const fragments = compile(
    {
      scope,
      ...(period && { period: periodOf('ChargePeriodStart', period) }),
      conditions,
      keys: { value },
      measures: { charges: { kind: 'count' } },
    },
    bindings,
  );
  const order = ['charges DESC', ...nullsLast('value')].join(', ');
  return bindings.statement(
    `${grouped(fragments)} ORDER BY ${order} LIMIT ${bindings.bind('UInt32', first)}`,
  );
}

function periodOf(time: TimeColumn, { from, to }: Days): Period {
  return { time, from, to };
}

function conditionOf({ term, ...test }: CostFilter): Condition {
  return { key: textKeyOf(term), ...test };
}

/** Sums the groups beyond `limit` of each currency up, having ranked groups by their sum over all buckets. */
function keptByRank(
  fragments: Fragments,
  buckets: readonly string[],
  names: readonly string[],
  limit: string,
): string {
  const totals = `SELECT *, sum(cost) OVER (PARTITION BY currency, ${names.join(', ')}) AS total FROM (${grouped(fragments)})`;
  const order = byCost('total', names).join(', ');
  const ranked = `SELECT *, dense_rank() OVER (PARTITION BY currency ORDER BY ${order}) > ${limit} AS beyond FROM (${totals})`;
  const columns = [
    ...buckets.map((name) => `ranked.${name} AS ${name}`),
    'ranked.currency AS currency',
    'ranked.beyond AS other',
    ...names.map((name) => `if(ranked.beyond, '', ranked.${name}) AS ${name}`),
    'sum(ranked.cost) AS cost',
    'sum(ranked.charges) AS charges',
  ];
  return `SELECT ${columns.join(', ')} FROM (${ranked}) AS ranked GROUP BY ALL`;
}

/** The same, from the best groups of each currency found first and each charge then looked up in them. */
function keptByMembership(
  { keys, measures, where }: Fragments,
  names: readonly string[],
  limit: string,
): string {
  const { bucket, ...group } = keys;
  const best = `SELECT ${Object.keys(group).join(', ')} FROM (${grouped({ keys: group, measures, where })}) ORDER BY ${byCost('cost', names).join(', ')} LIMIT ${limit} BY currency`;
  const shown = names.map((name) => [name, `if(other, '', ${group[name]})`] as const);
  return grouped({
    keys: {
      ...(bucket && { bucket }),
      ...group,
      other: `(${Object.values(group).join(', ')}) NOT IN (${best})`,
      ...Object.fromEntries(shown),
    },
    measures,
    where,
  });
}

function inOrder(rows: string, order: readonly string[]): string {
  return `SELECT * FROM (${rows}) ORDER BY ${order.join(', ')} LIMIT ${MOST_ROWS + 1}`;
}

function byCost(cost: string, names: readonly string[]): string[] {
  return [`${cost} DESC NULLS LAST`, ...names.flatMap(nullsLast)];
}

/** Texts by code point, those that are missing at the end (C11). */
function nullsLast(name: string): string[] {
  return [`${name} = ''`, name];
}
