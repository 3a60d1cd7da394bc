import { rollupScopeSql, scopeSql } from '../access/charge-scope';
import { RATE } from '../conversion/conversion';
import { askedOf, type Cover, coverOf, keptSum } from '../rollups/rollup-cover';
import { rollupSettings } from '../rollups/rollup-settings';
import type { Rollup } from '../rollups/rollup-tables';
import type { Bindings } from '../store/bindings';
import type {
  BucketLength,
  ChargeQuery,
  Condition,
  CostColumn,
  Key,
  Measure,
  Order,
  Period,
  PlainSum,
  TextKey,
} from './charge-query';

/** The expressions of a compiled question, from which statements are put together. */
export interface Fragments {
  readonly keys: Readonly<Record<string, string>>;
  readonly measures: Readonly<Record<string, string>>;
  readonly where: string;
  /** The table to read, which may have no columns but those of the question. */
  readonly from: string;
  /** How the engine reads it soonest. */
  readonly settings: Readonly<Record<string, number>>;
}

/**
 * The engine would read the columns of conditions first, to find the rows for which it is to read the others. Where
 * batches and period are all that is asked for, parts and their index leave few other rows, and reading everything in
 * one go takes four fifths of the time.
 */
const READ_AT_ONCE = { optimize_move_to_prewhere: 0 };

const leavesOut = ({ scope: { grants }, conditions }: ChargeQuery): boolean =>
  conditions.length > 0 || grants !== null;

/** Expressions of the question's keys, measures and conditions; their values go to `bindings`. */
export function compile(asked: ChargeQuery, bindings: Bindings): Fragments {
  // First of all: what is read of a rollup may begin before the period, where the batches of the period have nothing.
  const query = { ...asked, scope: askedOf(asked.scope, asked.period) };
  const { scope, rates = null } = query;
  const cover = coverOf(query);
  return {
    keys: mapValues(query.keys, (key) =>
      key.kind === 'currency' && rates
        ? bindings.bind('String', rates.currency)
        : keySql(key, bindings),
    ),
    measures: mapValues(query.measures, (measure) =>
      cover
        ? rollupMeasureSql(measure, cover.rollup, rates !== null)
        : measureSql(measure, rates !== null),
    ),
    ...(cover
      ? coveredBy(cover, query, bindings)
      : { from: 'charges', where: whereSql(query, bindings) }),
    settings: {
      ...(cover ? rollupSettings(cover.rollup, scope) : {}),
      ...(leavesOut(query) ? {} : READ_AT_ONCE),
    },
  };
}

function whereSql(
  { scope, period, conditions }: ChargeQuery,
  bindings: Bindings,
  rollup?: Rollup,
): string {
  const asked = askedOf(scope, period);
  return [
    rollup ? rollupScopeSql(asked, rollup, bindings) : scopeSql(asked, bindings),
    ...(period ? [periodSql(period, bindings)] : []),
    ...conditions.map((condition) => conditionSql(condition, bindings)),
  ].join(' AND ');
}

/** The rollup, or where it leaves some days a table of it and of their charges, each as if it were a sum of one. */
function coveredBy(
  { rollup, period, rest }: Cover,
  query: ChargeQuery,
  bindings: Bindings,
): Pick<Fragments, 'from' | 'where'> {
  const { period: _, ...timeless } = query;
  const within = period ? { ...timeless, period } : timeless;
  const where = whereSql(within, bindings, rollup);
  if (rest.length === 0) return { from: rollup.table, where };
  const texts = columnsOf(query);
  const sums = Object.entries(rollup.sums).filter(([name]) =>
    Object.values(query.measures).some(
      (measure) => measure.kind === 'sum' && keptSum(measure, rollup) === name,
    ),
  );
  const summed = [...texts, 'Charges', ...sums.map(([name]) => name)];
  const single = [
    ...texts,
    'toUInt64(1) AS Charges',
    ...sums.map(([name, sum]) => `${amountSql(sum)} AS ${name}`),
  ];
  const parts = [
    `SELECT ${summed.join(', ')} FROM ${rollup.table} WHERE ${where}`,
    ...rest.map((days) => {
      const beside = whereSql({ ...query, period: days }, bindings);
      return `SELECT ${single.join(', ')} FROM charges WHERE ${beside}`;
    }),
  ];
  return { from: `(${parts.join(' UNION ALL ')})`, where: '1' };
}

/** Columns that keys are made of, and conditions of measures. */
function columnsOf({ keys, measures }: ChargeQuery): string[] {
  const columns = [
    ...Object.values(keys).flatMap(columnsOfKey),
    ...Object.values(measures).flatMap((measure) =>
      measure.kind === 'distinct' ? measure.column : (measure.among?.columns ?? []),
    ),
  ];
  return [...new Set(columns)];
}

function columnsOfKey(key: Key): string | readonly string[] {
  switch (key.kind) {
    case 'currency':
      return 'BillingCurrency';
    case 'bucket':
      return key.time;
    case 'each-tag-key':
      return 'Tags';
    case 'expression':
      return key.columns;
    default:
      return key.column;
  }
}

/** One row for each combination of the keys. */
export function grouped({ keys, measures, where, from }: Fragments): string {
  const columns = Object.entries({ ...keys, ...measures }).map(
    ([name, sql]) => `${sql} AS ${name}`,
  );
  return `SELECT ${columns.join(', ')} FROM ${from} WHERE ${where} GROUP BY ${Object.keys(keys).join(', ')}`;
}

const BUCKETS: Readonly<Record<BucketLength, string>> = {
  HOUR: 'toStartOfHour',
  DAY: 'toDate',
  WEEK: 'toMonday',
  MONTH: 'toStartOfMonth',
  QUARTER: 'toStartOfQuarter',
  YEAR: 'toStartOfYear',
};

function keySql(key: Key, bindings: Bindings): string {
  switch (key.kind) {
    case 'currency':
      return "ifNull(BillingCurrency, 'XXX')";
    case 'split':
      return `ifNull(${key.column}, '')`;
    case 'bucket':
      return bucketSql(key);
    case 'each-tag-key':
      return 'arrayJoin(arrayDistinct(mapKeys(Tags)))';
    case 'expression':
      return key.sql;
    default:
      return textSql(key, bindings);
  }
}

function bucketSql({ time, length, fiscalYearStart, shift }: Extract<Key, { kind: 'bucket' }>) {
  const moved = shift
    ? `${shift.unit === 'days' ? 'addDays' : 'addMonths'}(${time}, ${shift.by})`
    : time;
  const ahead = fiscalYearStart - 1;
  if (ahead === 0 || (length !== 'QUARTER' && length !== 'YEAR')) {
    return `${BUCKETS[length]}(${moved})`;
  }
  // The calendar moved back so that the fiscal year begins in January, and the bucket's start forward again.
  const month = `toStartOfMonth(${moved})`;
  return `addMonths(${BUCKETS[length]}(subtractMonths(${month}, ${ahead})), ${ahead})`;
}

/** A text that is '' where the charge has none. */
function textSql(key: TextKey, bindings: Bindings): string {
  switch (key.kind) {
    case 'tag':
      return `${key.column}[${bindings.bind('String', key.tagKey)}]`;
    case 'column':
      return `ifNull(${key.column}, '')`;
    case 'decimal':
      return `ifNull(toString(${key.column}), '')`;
    case 'time':
      return `ifNull(concat(replaceOne(toString(${key.column}, 'UTC'), ' ', 'T'), 'Z'), '')`;
  }
}

type Sum = Extract<Measure, { kind: 'sum' }>;

const COSTS: ReadonlySet<string> = new Set<CostColumn>([
  'BilledCost',
  'ContractedCost',
  'EffectiveCost',
  'ListCost',
]);

/** The aggregate of a measure: Decimal(76, 12) for sums, Decimal(76, 30) for those of converted costs. */
export function measureSql(measure: Measure, converted = false): string {
  if (measure.kind === 'count') {
    return measure.among ? `countIf(${measure.among.sql})` : 'count()';
  }
  if (measure.kind === 'distinct') return `uniqExact(${measure.column})`;
  const exact = amountSql(measure);
  return `sum(${converted && COSTS.has(measure.column) ? `${exact} * ${RATE}` : exact})`;
}

const APART: Readonly<Record<NonNullable<PlainSum['apart']>, string>> = {
  aboveZero: 'EffectiveCost > 0',
  tokens: "ConsumedUnit = 'Tokens' AND ServiceCategory = 'AI and Machine Learning'",
};

/** What a charge adds to a sum. */
function amountSql({ column, commitmentPurchases, among, apart }: Sum): string {
  const amount =
    commitmentPurchases === 'zero'
      ? `if(ChargeCategory = 'Purchase' AND CommitmentDiscountId IS NOT NULL, toDecimal128(0, 12), ${column})`
      : column;
  const conditions = [...(apart ? [APART[apart]] : []), ...(among ? [among.sql] : [])];
  const counted =
    conditions.length > 0
      ? `if(${conditions.join(' AND ')}, ${amount}, toDecimal128(0, 12))`
      : amount;
  // A sum of Decimal(38, 12) has 38 digits itself and would wrap around silently.
  return `toDecimal256(${counted}, 12)`;
}

/** The same over the sums of a rollup; all charges that one of a day and currency is of have the same rate. */
function rollupMeasureSql(measure: Measure, rollup: Rollup, converted: boolean): string {
  if (measure.kind === 'count') {
    return measure.among ? `sumIf(Charges, ${measure.among.sql})` : 'sum(Charges)';
  }
  if (measure.kind === 'distinct') return `uniqExact(${measure.column})`;
  const { column, among } = measure;
  const kept = keptSum(measure, rollup);
  const counted = among ? `if(${among.sql}, ${kept}, toDecimal256(0, 12))` : kept;
  return `sum(${converted && COSTS.has(column) ? `${counted} * ${RATE}` : counted})`;
}

/** Days that a time of a charge can have in the store. */
const FIRST_DAY = '1970-01-01';
const LAST_DAY = '2149-06-06';

/**
 * Compared as days, the way tables and projections are ordered, so that the store can skip what lies
 * outside. A DateTime('UTC') becomes its day in UTC whatever the engine's own time zone is.
 */
function periodSql({ time, from, to }: Period, bindings: Bindings): string {
  const day = (text: string) => bindings.bind('Date', withinCalendar(text));
  return `toDate(${time}) >= ${day(from)} AND toDate(${time}) < ${day(to)}`;
}

function withinCalendar(day: string): string {
  if (day < FIRST_DAY) return FIRST_DAY;
  return day > LAST_DAY ? LAST_DAY : day;
}

/** Most texts that the engine searches for at once. */
const MOST_NEEDLES = 255;

const ORDERS: Readonly<Record<Order, string>> = {
  GREATER_THAN: '>',
  AT_LEAST: '>=',
  LESS_THAN: '<',
  AT_MOST: '<=',
};

/** How values are bound that are compared with those of the key. */
const VALUE_TYPES = { decimal: 'Decimal(38, 12)', time: "DateTime('UTC')" } as const;

function conditionSql(condition: Condition, bindings: Bindings): string {
  const { key, operator } = condition;
  const type = key.kind === 'decimal' || key.kind === 'time' ? VALUE_TYPES[key.kind] : 'String';
  const list = (values: readonly string[]) => bindings.bind(`Array(${type})`, values);
  // The bare column lets the store use its index; null is never equal to anything.
  const bare = () => (key.kind === 'tag' ? textSql(key, bindings) : key.column);
  switch (operator) {
    case 'IN':
      return `${bare()} IN ${list(condition.values)}`;
    case 'NOT_IN':
      return key.kind === 'decimal' || key.kind === 'time'
        ? `(${key.column} IS NULL OR ${key.column} NOT IN ${list(condition.values)})`
        : `${textSql(key, bindings)} NOT IN ${list(condition.values)}`;
    case 'CONTAINS':
      return containsSql(textSql(key, bindings), condition.values, bindings);
    case 'NOT_CONTAINS':
      return `NOT ${containsSql(textSql(key, bindings), condition.values, bindings)}`;
    case 'STARTS_WITH':
      return `arrayExists(start -> startsWith(${textSql(key, bindings)}, start), ${list(condition.values)})`;
    case 'IS_NULL':
      return key.kind === 'tag' ? `${textSql(key, bindings)} = ''` : `${key.column} IS NULL`;
    case 'IS_NOT_NULL':
      return key.kind === 'tag' ? `${textSql(key, bindings)} != ''` : `${key.column} IS NOT NULL`;
    default: {
      const [value] = condition.values as readonly [string];
      return `ifNull(${bare()} ${ORDERS[operator]} ${bindings.bind(type, value)}, 0)`;
    }
  }
}

function containsSql(text: string, values: readonly string[], bindings: Bindings): string {
  const searches = chunks(values, MOST_NEEDLES).map(
    (needles) =>
      `multiSearchAnyCaseInsensitiveUTF8(${text}, ${bindings.bind('Array(String)', needles)})`,
  );
  return `(${searches.join(' OR ')})`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
