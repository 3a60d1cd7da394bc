// Answers use cases over rows in memory: slow, plain, and apart from the code under test.
import { FOCUS_COLUMNS } from '../src/store/focus-columns';
import { productSum, quotient, remembered, units, written } from './exact';
import { USE_CASE_INDEX } from './use-case-index';
import {
  cores,
  type Element,
  type Parameters,
  type Row,
  RULES,
  type Rule,
  series,
  tagOf,
} from './use-case-rules';

type Value = string | bigint | number | null;
type Cell = string | number | null;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly key: boolean;
}

interface Counted {
  readonly row: Row;
  readonly element: Element | undefined;
}

/** Spellings that the odd charges have for values of closed lists. */
const OFFICIAL: Readonly<Record<string, string>> = {
  usage: 'Usage',
  unused: 'Unused',
  'Usage-based': 'Usage-Based',
};

/** Every column that a case reads, without a value. */
const ABSENT: Row = Object.fromEntries(FOCUS_COLUMNS.map(({ name }) => [name, null]));

/** Rows of a file as charges: nothing and NULL are null, and the provider's names are those of FOCUS 1.4. */
export function asRows(cells: readonly Record<string, string>[]): Row[] {
  return cells.map((raw) => {
    const row = Object.fromEntries(
      Object.entries(raw).map(([name, cell]) => [
        name,
        /^\s*(null)?\s*$/i.test(cell) ? null : (OFFICIAL[cell] ?? cell),
      ]),
    );
    const own = (name: string) => row[name] ?? null;
    const whole: Row = {
      ...row,
      ServiceProviderName: own('ServiceProviderName') ?? own('ProviderName'),
      HostProviderName: own('HostProviderName') ?? own('PublisherName'),
      Vendor: own('ServiceProviderName') ?? own('PublisherName'),
    };
    return { ...ABSENT, ...whole };
  });
}

function indexed(slug: string): { columns: Column[]; defaults: Parameters } {
  const lines = USE_CASE_INDEX.find(([head]) => head?.startsWith(`${slug}: `));
  if (!lines) throw new Error(`No case ${slug}.`);
  const [, , parameters = '', columns = ''] = lines;
  const defaults = [...parameters.matchAll(/(\w+) \S+\? = (\[[^\]]*\]|"[^"]*"|\S+?)(?=,|$)/g)].map(
    ([, name, value]) => [name, JSON.parse(value ?? '')],
  );
  const sides = columns.slice('columns: '.length).split(' | ');
  return {
    defaults: Object.fromEntries(defaults),
    columns: sides.flatMap((side, place) =>
      side.split(', ').map((text) => {
        const [name = '', type = 'String'] = text.split(' ');
        return { name, type, key: place === 0 };
      }),
    ),
  };
}

const instant = remembered((text): number =>
  Date.parse(/T/.test(text) ? text : `${text.replace(' ', 'T')}${/:/.test(text) ? 'Z' : ''}`),
);

const readTime = remembered((text) => new Date(instant(text)).toISOString().replace('.000Z', 'Z'));

const time = (text: string | null): string | null => (text === null ? null : readTime(text));

function keyOf(
  { name, type }: Column,
  { row, element }: Counted,
  rule: Rule,
  given: Parameters,
): Value {
  switch (name) {
    case 'Month':
      return `${time(row[rule.month ?? ''] ?? null)?.slice(0, 7)}-01`;
    case 'Day':
    case 'ChargePeriodDate':
      return time(row.ChargePeriodStart ?? null)?.slice(0, 10) ?? null;
    case 'Application':
    case 'ApplicationId':
      return tagOf(row, given.tagKey);
    case 'InstanceSeries':
      return series(row);
    case 'OriginResourceId':
      return row.ResourceId ?? null;
    case 'EligibleProgramType':
    case 'ContractCommitmentId':
      return element?.name ?? null;
    case 'Status': {
      const status = row.CapacityReservationId === null ? null : row.CapacityReservationStatus;
      if (status === 'Unused') return 'Unused Capacity Reservation';
      return status === 'Used'
        ? 'Compute using Capacity Reservation'
        : 'Compute without Capacity Reservation';
    }
    default: {
      const text = row[name] ?? null;
      return type === 'DateTime' ? time(text) : type === 'Decimal' ? units(text) : text;
    }
  }
}

const sum = (amounts: readonly (bigint | null)[]): bigint | null =>
  amounts.reduce((total, amount) => (amount === null ? total : amount + (total ?? 0n)), null);

/** What a charge adds to a list or contracted total. */
function priced(row: Row, column: string, rule: Rule): bigint | null {
  const committedPurchase = row.ChargeCategory === 'Purchase' && row.CommitmentDiscountId !== null;
  const effective = units(row.EffectiveCost);
  const covered =
    row.ChargeCategory === 'Usage' &&
    units(row.BilledCost) === 0n &&
    effective !== null &&
    effective !== 0n;
  const nothing =
    rule.priced === 'as they are'
      ? false
      : rule.priced === 'by purchase'
        ? covered
        : committedPurchase;
  return nothing ? 0n : units(row[column]);
}

function saving(row: Row, currency: string): bigint[] {
  const [list, contracted, quantity] = [
    units(row[`${currency}ListUnitPrice`]),
    units(row[`${currency}ContractedUnitPrice`]),
    units(row.PricingQuantity),
  ];
  return list === null || contracted === null || quantity === null
    ? []
    : [(list - contracted) * quantity];
}

function totalOf(name: string, group: readonly Counted[], rule: Rule, given: Parameters): Value {
  const rows = group.map(({ row }) => row);
  const of = (column: string) => sum(rows.map((row) => units(row[column])));
  const effectiveWhere = (test: (row: Row) => boolean) =>
    sum(rows.map((row) => (test(row) ? units(row.EffectiveCost) : 0n)));
  const times = (column: string) => rows.flatMap((row) => time(row[column] ?? null) ?? []).sort();
  switch (name) {
    case 'ChargePeriodStart':
      return times(name)[0] ?? null;
    case 'ChargePeriodEnd':
      return times(name).at(-1) ?? null;
    case 'ChargeCount':
      return rows.length;
    case 'ResourceCount':
      return new Set(rows.flatMap((row) => row.ResourceId ?? [])).size;
    case 'TotalListCost':
    case 'TotalContractedCost':
      return sum(rows.map((row) => priced(row, name.slice('Total'.length), rule)));
    case 'TotalCoreCount':
      return sum(rows.map(cores));
    case 'TotalCost':
    case 'EligibleCost':
    case 'DailyEffectiveCost':
      return of('EffectiveCost');
    case 'TaggedCost':
      return effectiveWhere((row) => tagOf(row, given.tagKey) !== null);
    case 'CoveredCost':
      return effectiveWhere((row) => row.CommitmentDiscountId !== null);
    case 'UncoveredEligibleCost':
      return effectiveWhere((row) => row.CommitmentDiscountId === null);
    case 'EligibleUncoveredCost':
      return of('BilledCost');
    case 'AppliedCost':
    case 'ContractCommitmentAppliedCost':
      return sum(group.map(({ element }) => element?.cost ?? null));
    case 'CostBasisDifference':
      return minus(of('EffectiveCost'), of('BilledCost'));
    case 'ContractedSavingsInPricingCurrency':
    case 'ContractedSavingsInBillingCurrency': {
      const products = rows.flatMap((row) =>
        saving(row, /Pricing/.test(name) ? 'PricingCurrency' : ''),
      );
      return products.length === 0 ? null : productSum(products);
    }
    default:
      return of(name.slice('Total'.length));
  }
}

const minus = (a: bigint | null, b: bigint | null) => (a === null || b === null ? null : a - b);

/** Quotients by their names: numerator, denominator, factor. */
function ratioOf(
  slug: string,
  name: string,
  of: (name: string) => bigint | null,
): string | null | undefined {
  const [list, contracted, effective] = [
    'TotalListCost',
    'TotalContractedCost',
    'TotalEffectiveCost',
  ].map(of);
  const saved = (from: bigint | null = null, to: bigint | null = null, factor = 1n) =>
    quotient(minus(from, to), from, factor);
  switch (name) {
    case 'AverageEffectiveCoreCost':
      return quotient(effective ?? null, of('TotalCoreCount'), 1n);
    case 'CostPerUnit':
      return quotient(of('TotalBilledCost'), of('TotalConsumedQuantity'), 1n);
    case 'TaggedPercentage':
      return quotient(of('TaggedCost'), of('TotalCost'), 100n);
    case 'CommitmentCoverageRate':
      return quotient(of('CoveredCost'), of('EligibleCost'), 1n);
    case 'UncoveredRate':
      return quotient(of('UncoveredEligibleCost'), of('EligibleCost'), 1n);
    case 'EsrContracted':
      return saved(contracted, effective);
    case 'EsrList':
      return saved(list, effective);
    case 'ContractedDiscount':
      return saved(list, contracted, 100n);
    case 'EffectiveDiscount':
      return slug === 'verify-discounts-applied'
        ? quotient(effective ?? null, of('TotalBilledCost'), 100n)
        : saved(list, effective, 100n);
    default:
      return undefined;
  }
}

const RATIOS = /^(Average\w+|CostPerUnit|TaggedPercentage|\w+Rate|Esr\w+|\w+Discount)$/;

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return BigInt(a) < BigInt(b) ? -1 : 1;
}

/** The rows of a case's answer. */
export function answer(slug: string, rows: readonly Row[], parameters: Parameters): Cell[][] {
  const { columns, defaults } = indexed(slug);
  const rule: Rule = RULES[slug] ?? { on: 'ChargePeriodStart' };
  const given = { ...defaults, ...parameters };
  const [from, to] = [instant(String(given.from)), instant(String(given.to))];
  const keys = columns.filter(({ key }) => key);

  const counted = rows
    .filter((row) => instant(row[rule.on] ?? '') >= from && instant(row[rule.on] ?? '') < to)
    .filter((row) => rule.only?.(row, given) ?? true)
    .flatMap((row): Counted[] =>
      rule.each
        ? rule.each(row, given).map((element) => ({ row, element }))
        : [{ row, element: undefined }],
    );
  const groups = new Map<string, { key: Value[]; group: Counted[] }>();
  for (const one of counted) {
    const key = keys.map((column) => keyOf(column, one, rule, given));
    const id = JSON.stringify(
      key.map((value) => (typeof value === 'bigint' ? String(value) : value)),
    );
    const found = groups.get(id);
    if (found) found.group.push(one);
    else groups.set(id, { key, group: [one] });
  }
  let values = [...groups.values()].map(({ key, group }) => {
    const row = columns.map((column, index) =>
      column.key
        ? (key[index] ?? null)
        : RATIOS.test(column.name)
          ? null
          : totalOf(column.name, group, rule, given),
    );
    return row;
  });
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const basis = place('CostBasisDifference');
  if (basis >= 0) {
    const cent = 10_000_000_000n;
    values = values.filter((row) => {
      const difference = row[basis];
      return typeof difference === 'bigint' && (difference > cent || difference < -cent);
    });
  }
  const order = [
    ...(rule.order ?? []),
    ...columns.map(({ name }) => name).filter((name) => !RATIOS.test(name)),
  ].map((term) => ({ at: place(term.replace('-', '')), down: term.startsWith('-') }));
  values.sort((a, b) => {
    for (const { at, down } of order) {
      const [left, right] = [a[at] ?? null, b[at] ?? null];
      const result = compare(left, right);
      if (result !== 0) return down && left !== null && right !== null ? -result : result;
    }
    return 0;
  });
  const limit = Number(given.limit);
  if (rule.limited === 'as a whole') values = values.slice(0, limit);
  if (rule.limited === 'by currency') {
    const seen = new Map<Value, number>();
    values = values.filter((row) => {
      const currency = row[place('BillingCurrency')] ?? null;
      seen.set(currency, (seen.get(currency) ?? 0) + 1);
      return (seen.get(currency) ?? 0) <= limit;
    });
  }
  return values.map((row) =>
    columns.map(({ name }, index): Cell => {
      const amount = (of: string) => {
        const value = row[place(of)];
        return typeof value === 'bigint' ? value : null;
      };
      if (RATIOS.test(name)) return ratioOf(slug, name, amount) ?? null;
      const value = row[index] ?? null;
      return typeof value === 'bigint' ? written(value) : value;
    }),
  );
}
