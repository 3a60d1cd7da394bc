import type { ChargeScope } from '../access/charge-scope';
import { type RateGrid, withRates } from '../conversion/conversion';
import type { Metric, PeriodBasis } from '../generated/graphql';
import { Bindings, type Statement } from '../store/bindings';
import type { Ground, Key, TimeColumn } from './charge-query';
import { comparedPeriod } from './comparison';
import { compile, type Fragments, grouped } from './compile';
import { afterSql, type OrderTerm, type OrderType } from './cost-cursor';
import type { CostFilter, CostOrder, CostQuestion, Days } from './cost-question';
import { isWide, textKeyOf } from './dimensions';
import {
  BASES,
  type Base,
  basesOf,
  changeSql,
  columnOf,
  isAdditive,
  METRICS,
  metricSql,
  placesOf,
  splitOf,
} from './metrics';

/** Most rows that an answer has. A plan asks for one more, by which its reader knows that there are more. */
export const MOST_ROWS = 100_000;

/**
 * A row of {@link planCosts}: `m_…` and `p_…` are the bases of its metrics now and in the compared period
 * (see metrics.ts), `split_…` the unit or currency of what cannot be added over them. Texts are '' where
 * there is none.
 */
export interface CostRecord {
  /** A day, or a moment where buckets are hours; absent when the question has no time buckets. */
  readonly bucket?: string;
  readonly currency: string;
  /** 1 for the sum of the groups beyond `top`; absent when the question has no `top`. */
  readonly other?: number;
  readonly [column: `${'m' | 'p'}_${string}`]: string | null;
  readonly [text: `${'key' | 'split'}_${string}`]: string;
}

const TIMES: Readonly<Record<PeriodBasis, TimeColumn>> = {
  CHARGE_PERIOD: 'ChargePeriodStart',
  BILLING_PERIOD: 'BillingPeriodStart',
};

/** The names of a row's columns and the bases in it. */
interface Shape {
  readonly buckets: readonly string[];
  readonly keys: readonly string[];
  readonly splits: readonly string[];
  readonly others: readonly string[];
  /** Columns of bases, of both periods. */
  readonly amounts: readonly string[];
}

/** The rows of a cost question in their order, from one statement; `rates` where they are converted. */
export function planCosts(
  question: CostQuestion,
  scope: ChargeScope,
  rates: RateGrid | null = null,
): Statement {
  const bindings = new Bindings();
  const shape = shapeOf(question);
  const ground = { scope, rates };
  const now = fragmentsOf(question, ground, question.period, bindings);
  const found = rowsOf(question, ground, shape, now, bindings);
  const rows = question.cumulative ? runningSums(shape, found) : found;
  const terms = orderTerms(question);
  const after =
    question.after === null ? '' : ` WHERE ${afterSql(question, terms, question.after, bindings)}`;
  const order = terms.map(
    ({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  const columns = [
    '*',
    ...question.orderBy.map((order, index) => `${orderSql(order, question)} AS o_${index}`),
    ...shape.keys.map((name) => `${name} = '' AS no_${name}`),
  ];
  const limit = question.first === null ? MOST_ROWS + 1 : question.first + 1;
  const statement = bindings.statement(
    `${withRates(rates, bindings)}SELECT ${columns.join(', ')} FROM (${rows})${after} ORDER BY ${order.join(', ')} LIMIT ${limit}`,
  );
  return { ...statement, settings: now.settings };
}

/** The order of the rows: as asked for, then by bucket, cost and key, so that no two rows are equal in it. */
export function orderTerms(question: CostQuestion): OrderTerm[] {
  const { granularity, groupBy, orderBy, top, metric } = question;
  const term = (column: string, type: OrderType, descending = false) => ({
    column,
    type,
    descending,
  });
  const bucket = granularity === 'HOUR' ? "DateTime('UTC')" : 'Date';
  const [base] = METRICS[metric].bases;
  return [
    ...orderBy.flatMap((order, index) => {
      const type = orderType(order, bucket, question);
      const asked = term(`o_${index}`, type, order.direction === 'DESC');
      return order.by.of === 'KEY' ? [term(`no_key_${order.by.index}`, 'Int64'), asked] : [asked];
    }),
    ...(granularity === 'TOTAL' ? [] : [term('bucket', bucket)]),
    term(columnOf(base), amountType(metric, question), true),
    // Texts by code point, those that are missing at the end (C11).
    ...groupBy.flatMap((_, index) => [
      term(`no_key_${index}`, 'Int64'),
      term(`key_${index}`, 'String'),
    ]),
    term('currency', 'String'),
    ...splitsOf(question).map((split) => term(`split_${split}`, 'String')),
    ...(top !== null && groupBy.length > 0 ? [term('other', 'Int64')] : []),
  ];
}

export function periodOf(time: TimeColumn, { from, to }: Days) {
  return { time, from, to };
}

export function conditionOf({ term, ...test }: CostFilter) {
  return { key: textKeyOf(term), ...test };
}

export function timeOf(basis: PeriodBasis): TimeColumn {
  return TIMES[basis];
}

const metricsOf = ({ metric, metrics }: CostQuestion) => [...new Set([metric, ...metrics])];

function splitsOf(question: CostQuestion): string[] {
  return [...new Set(metricsOf(question).flatMap((metric) => splitOf(metric) ?? []))];
}

/** Charges are always counted: they tell a sum of nothing from no charge at all. */
const countedBases = (question: CostQuestion): Base[] => [
  ...new Set<Base>([...basesOf(metricsOf(question)), 'charges']),
];

function shapeOf(question: CostQuestion): Shape {
  const { granularity, groupBy, top, compareWith } = question;
  const bases = countedBases(question);
  return {
    buckets: granularity === 'TOTAL' ? [] : ['bucket'],
    keys: groupBy.map((_, index) => `key_${index}`),
    splits: splitsOf(question).map((split) => `split_${split}`),
    others: top !== null && groupBy.length > 0 ? ['other'] : [],
    amounts: [
      ...bases.map((base) => columnOf(base)),
      ...(compareWith ? bases.map((base) => columnOf(base, true)) : []),
    ],
  };
}

function rowsOf(
  question: CostQuestion,
  ground: Ground,
  shape: Shape,
  now: Fragments,
  bindings: Bindings,
): string {
  const { compareWith, period, groupBy, granularity, top } = question;
  const compared = compareWith && comparedPeriod(period, compareWith);
  const before =
    compared &&
    fragmentsOf({ ...question, period: compared }, ground, compared, bindings, compared.shift);
  const both = (of: Shape, change = (fragments: Fragments) => fragments) =>
    before ? sideBySide(of, grouped(change(now)), grouped(change(before))) : grouped(change(now));
  const plain = { ...shape, others: [] };
  if (top === null || groupBy.length === 0) return both(plain);

  const limit = bindings.bind('UInt32', top);
  // Ranking the groups in place reads the charges once but sorts a row for each group and bucket: with
  // few groups that takes half the time of reading twice, with a group for every charge five times it.
  const inPlace =
    metricsOf(question).every(isAdditive) && !(granularity !== 'TOTAL' && groupBy.some(isWide));
  if (inPlace) return keptByRank(question, shape, both(plain), limit);
  const best = bestGroups(question, shape, now, limit);
  return both(shape, (fragments) => keptByMembership(shape, fragments, best));
}

function fragmentsOf(
  question: CostQuestion,
  ground: Ground,
  period: Days,
  bindings: Bindings,
  shift?: Extract<Key, { kind: 'bucket' }>['shift'],
): Fragments {
  const { granularity, groupBy, basis, filter, fiscalYearStart } = question;
  const time = timeOf(basis);
  const bucket: Record<string, Key> =
    granularity === 'TOTAL'
      ? {}
      : {
          bucket: {
            kind: 'bucket',
            time,
            length: granularity,
            fiscalYearStart,
            ...(shift && { shift }),
          },
        };
  const texts = groupBy.map((term, index) => [`key_${index}`, textKeyOf(term)] as const);
  const splits = splitsOf(question).map((column) => [`split_${column}`, { kind: 'split', column }]);
  return compile(
    {
      ...ground,
      period: periodOf(time, period),
      conditions: filter.map(conditionOf),
      keys: {
        ...bucket,
        currency: { kind: 'currency' },
        ...Object.fromEntries(splits),
        ...Object.fromEntries(texts),
      },
      measures: Object.fromEntries(
        countedBases(question).map((base) => [columnOf(base), BASES[base]]),
      ),
    },
    bindings,
  );
}

/** The groups of two periods, each with its amounts now and before; null where a period has no charge of it. */
function sideBySide(shape: Shape, now: string, before: string): string {
  const names = namesOf(shape);
  const pick = (column: string) => {
    const [era, base] = [column.slice(0, 1), column.slice(2)];
    // `any` keeps the nulls of a group out: each era has at most one row of it.
    return `anyIf(both.m_${base}, both.era = '${era}') AS ${column}`;
  };
  const columns = [
    ...names.map((name) => `both.${name} AS ${name}`),
    ...shape.amounts.map((column) =>
      isCount(column)
        ? `sumIf(both.m_${column.slice(2)}, both.era = '${column.slice(0, 1)}') AS ${column}`
        : pick(column),
    ),
  ];
  const rows = `SELECT *, 'm' AS era FROM (${now}) UNION ALL SELECT *, 'p' AS era FROM (${before})`;
  return `SELECT ${columns.join(', ')} FROM (${rows}) AS both GROUP BY ALL`;
}

const isCount = (column: string): boolean => BASES[column.slice(2) as Base].kind !== 'sum';

const namesOf = ({ buckets, splits, others, keys }: Shape): string[] => [
  ...buckets,
  'currency',
  ...splits,
  ...others,
  ...keys,
];

/** Sums the groups beyond `limit` of each currency up, having ranked groups by their sum over all buckets. */
function keptByRank(question: CostQuestion, shape: Shape, rows: string, limit: string): string {
  const { buckets, splits, keys, amounts } = shape;
  const group = ['currency', ...keys].join(', ');
  // A group that is one row is its own sum, without a sort to find that out.
  const isOneRow = buckets.length === 0 && splits.length === 0;
  const total = (column: string) =>
    isOneRow ? column : `sum(${column}) OVER (PARTITION BY ${group})`;
  const totals = `SELECT *, ${metricSql(question.topBy, false, total)} AS total FROM (${rows})`;
  const ranked = `SELECT *, dense_rank() OVER (PARTITION BY currency ORDER BY ${byAmount('total', keys)}) > ${limit} AS beyond FROM (${totals})`;
  const columns = [
    ...buckets.map((name) => `ranked.${name} AS ${name}`),
    'ranked.currency AS currency',
    ...splits.map((name) => `ranked.${name} AS ${name}`),
    'ranked.beyond AS other',
    ...keys.map((name) => `if(ranked.beyond, '', ranked.${name}) AS ${name}`),
    ...amounts.map((name) => `sum(ranked.${name}) AS ${name}`),
  ];
  return `SELECT ${columns.join(', ')} FROM (${ranked}) AS ranked GROUP BY ALL`;
}

/** The best groups of each currency. */
function bestGroups(
  question: CostQuestion,
  { keys: names }: Shape,
  fragments: Fragments,
  limit: string,
) {
  const group = pickKeys(fragments.keys, ['currency', ...names]);
  const rows = grouped({ ...fragments, keys: group });
  return `SELECT ${Object.keys(group).join(', ')} FROM (SELECT *, ${metricSql(question.topBy)} AS total FROM (${rows})) ORDER BY ${byAmount('total', names)} LIMIT ${limit} BY currency`;
}

/** Looks each charge up in the best groups, so that what the others are adds up anew. */
function keptByMembership(shape: Shape, fragments: Fragments, best: string): Fragments {
  const { keys } = fragments;
  const group = pickKeys(keys, ['currency', ...shape.keys]);
  const shown = shape.keys.map((name) => [name, `if(other, '', ${group[name]})`] as const);
  return {
    ...fragments,
    keys: {
      ...pickKeys(keys, [...shape.buckets, 'currency', ...shape.splits]),
      other: `(${Object.values(group).join(', ')}) NOT IN (${best})`,
      ...Object.fromEntries(shown),
    },
  };
}

const pickKeys = (keys: Fragments['keys'], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, keys[name] ?? '']));

/** Each row with what its group had up to its bucket. */
function runningSums(shape: Shape, rows: string): string {
  const group = namesOf({ ...shape, buckets: [] }).join(', ');
  const amounts = shape.amounts.map(
    (name) =>
      `sum(rows.${name}) OVER (PARTITION BY ${group} ORDER BY bucket ROWS UNBOUNDED PRECEDING) AS ${name}`,
  );
  const names = namesOf(shape);
  return `SELECT ${[...names, ...amounts].join(', ')} FROM (${rows}) AS rows`;
}

function orderSql({ by }: CostOrder, question: CostQuestion): string {
  const change = (metric: Metric) => changeSql(metric, placesOf(metric, isConverted(question)));
  switch (by.of) {
    case 'BUCKET':
      return 'bucket';
    case 'CURRENCY':
      return 'currency';
    case 'CHARGES':
      return columnOf('charges');
    case 'KEY':
      return `key_${by.index}`;
    case 'METRIC':
      return metricSql(by.metric);
    case 'CHANGE':
      return change(by.metric);
    case 'CHANGE_RATIO': {
      const before = `toFloat64(${metricSql(by.metric, true)})`;
      return `if(${before} = 0, NULL, toFloat64(${change(by.metric)}) / ${before})`;
    }
  }
}

const isConverted = ({ convertTo }: CostQuestion): boolean => convertTo !== null;

const amountType = (metric: Metric, question: CostQuestion): OrderType =>
  `Decimal(76, ${placesOf(metric, isConverted(question))})`;

function orderType({ by }: CostOrder, bucket: OrderType, question: CostQuestion): OrderType {
  switch (by.of) {
    case 'BUCKET':
      return bucket;
    case 'CURRENCY':
    case 'KEY':
      return 'String';
    case 'CHARGES':
      return 'Int64';
    case 'CHANGE_RATIO':
      return 'Float64';
    default: {
      const { kind, of } = METRICS[by.metric];
      if (kind === 'quotient') return 'Float64';
      return of === 'count' ? 'Int64' : amountType(by.metric, question);
    }
  }
}

function byAmount(amount: string, names: readonly string[]): string {
  const keys = names.flatMap((name) => [`${name} = ''`, name]);
  return [`${amount} DESC NULLS LAST`, ...keys].join(', ');
}
