// What people ask: over GraphQL, and as whoever knows the table by heart would write it in SQL. The raw SQL
// has neither rights nor batches nor an order of its own beyond what the answer needs.

export interface Question {
  readonly name: string;
  /** The input of `costs`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly raw: string;
  /** The same question differently each time, where its limit is a part of it. */
  readonly anew?: (number: number) => Question['input'];
}

/** More rows than any of the answers has, and fewer than a page may have. */
const [ABOVE_ALL, DIFFERENT] = [5_000, 5_000];

/**
 * The question as nobody has asked it before, by the number of the asking: with a limit that leaves nothing out. So
 * neither the answer nor the work for it differs from what the raw SQL asks for.
 */
export function askedAnew({ input, anew }: Question, number: number): Question['input'] {
  return anew ? anew(number) : { ...input, first: ABOVE_ALL + (number % DIFFERENT) };
}

const YEAR = { from: '2025-05-01', to: '2026-06-01' };
const MAY = { from: '2026-05-01', to: '2026-06-01' };
const QUARTER = { from: '2026-03-03', to: '2026-06-01' };

const within = ({ from, to }: typeof YEAR): string =>
  `toDate(ChargePeriodStart) >= '${from}' AND toDate(ChargePeriodStart) < '${to}'`;
const SUM = 'sum(toDecimal256(EffectiveCost, 12)) AS cost, count() AS charges';
const by = (dimension: string, tagKey?: string) => [{ dimension, ...(tagKey && { tagKey }) }];
const grouped = (keys: string, where: string, rest = ''): string =>
  `SELECT ${keys}, BillingCurrency, ${SUM} FROM charges WHERE ${where} GROUP BY ALL ${rest}`;
const months = (column: string): string =>
  `SELECT ${column}, BillingCurrency, sumIf(toDecimal256(EffectiveCost, 12), ${within(MAY)}) AS now,
   sumIf(toDecimal256(EffectiveCost, 12), NOT (${within(MAY)})) AS before
   FROM charges WHERE ${within({ from: '2026-04-01', to: MAY.to })} GROUP BY ALL`;

const TOP_RESOURCES = {
  period: YEAR,
  groupBy: by('RESOURCE_ID'),
  orderBy: [{ by: 'METRIC' }],
  first: 20,
};
const inEnvironments = (...values: string[]) => ({
  ...TOP_RESOURCES,
  filter: [{ dimension: 'TAG', tagKey: 'environment', values }],
});

/** The questions by which the engines were compared. */
export const STORE_QUESTIONS: readonly Question[] = [
  {
    name: 'total by month',
    input: { period: YEAR, granularity: 'MONTH' },
    raw: grouped('toStartOfMonth(ChargePeriodStart) AS month', within(YEAR)),
  },
  {
    name: 'daily by service, 90 days',
    input: { period: QUARTER, granularity: 'DAY', groupBy: by('SERVICE_NAME') },
    raw: grouped('toDate(ChargePeriodStart) AS day, ServiceName', within(QUARTER)),
  },
  {
    name: 'top 20 resources with a tag',
    input: inEnvironments('production'),
    raw: grouped(
      'ResourceId',
      `${within(YEAR)} AND Tags['environment'] = 'production'`,
      'ORDER BY cost DESC LIMIT 20',
    ),
    anew: (number) => inEnvironments('production', `none ${number}`),
  },
  {
    name: 'month over month by account',
    input: { period: MAY, compareWith: 'PREVIOUS_PERIOD', groupBy: by('SUB_ACCOUNT_ID') },
    raw: months('SubAccountId'),
  },
  {
    name: 'distinct resources per service',
    input: { period: YEAR, groupBy: by('SERVICE_NAME'), metrics: ['RESOURCES'] },
    raw: `SELECT ServiceName, BillingCurrency, ${SUM}, uniqExact(ResourceId) FROM charges WHERE ${within(YEAR)} GROUP BY ALL`,
  },
  {
    name: 'by tag value with the untagged',
    input: { period: YEAR, groupBy: by('TAG', 'team') },
    raw: grouped("Tags['team'] AS team", within(YEAR)),
  },
];

/** What a dashboard asks all day. */
export const DASHBOARD_QUESTIONS: readonly Question[] = [
  {
    name: 'this month beside the last',
    input: { period: MAY, compareWith: 'PREVIOUS_PERIOD' },
    raw: months("'all'"),
  },
  {
    name: 'daily total of a month',
    input: { period: MAY, granularity: 'DAY' },
    raw: grouped('toDate(ChargePeriodStart) AS day', within(MAY)),
  },
  {
    name: 'running total of a month',
    input: { period: MAY, granularity: 'DAY', cumulative: true },
    raw: grouped('toDate(ChargePeriodStart) AS day', within(MAY)),
  },
  {
    name: 'top 10 services of a month',
    input: { period: MAY, groupBy: by('SERVICE_NAME'), top: 10 },
    raw: grouped('ServiceName', within(MAY)),
  },
  {
    name: 'daily by category',
    input: { period: QUARTER, granularity: 'DAY', groupBy: by('SERVICE_CATEGORY') },
    raw: grouped('toDate(ChargePeriodStart) AS day, ServiceCategory', within(QUARTER)),
  },
  {
    name: 'by provider and month',
    input: { period: YEAR, granularity: 'MONTH', groupBy: by('SERVICE_PROVIDER_NAME') },
    raw: grouped('toStartOfMonth(ChargePeriodStart) AS month, ServiceProviderName', within(YEAR)),
  },
  {
    name: 'by region',
    input: { period: MAY, groupBy: by('REGION_NAME') },
    raw: grouped('RegionName', within(MAY)),
  },
  {
    name: 'top 10 accounts by month',
    input: { period: YEAR, granularity: 'MONTH', groupBy: by('SUB_ACCOUNT_NAME'), top: 10 },
    raw: grouped('toStartOfMonth(ChargePeriodStart) AS month, SubAccountName', within(YEAR)),
  },
  {
    name: 'by team of a month',
    input: { period: MAY, groupBy: by('TAG', 'team') },
    raw: grouped("Tags['team'] AS team", within(MAY)),
  },
  {
    name: 'top 10 resources of a month',
    input: { period: MAY, groupBy: by('RESOURCE_ID'), top: 10 },
    raw: grouped('ResourceId', within(MAY), 'ORDER BY cost DESC LIMIT 10'),
  },
];
