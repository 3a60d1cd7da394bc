// The words that cases are written in. Each gives an expression over the columns of a charge; values that
// callers choose stand in it as placeholders (`{tagKey:String}`) and are bound when the case runs.
import type { CostColumn, QuantityColumn } from '../costs/charge-query';
import { measureSql } from '../costs/compile';
import { FOCUS_COLUMNS } from '../store/focus-columns';
import { quote } from '../store/statement';
import type { Computed, Ratio, UseCaseParameter, ValueType } from './use-case';

type Time = 'BillingPeriodStart' | 'ChargePeriodStart';

const TYPES = { decimal: 'Decimal', time: 'DateTime' } as const satisfies Record<string, ValueType>;

/** FOCUS columns as they are. */
export function columns(...names: readonly string[]): Computed[] {
  return names.map((name) => {
    const kind = FOCUS_COLUMNS.find((column) => column.name === name)?.kind;
    return {
      name,
      type: kind === 'decimal' || kind === 'time' ? TYPES[kind] : 'String',
      sql: name,
    };
  });
}

export const month = (time: Time): Computed => ({
  name: 'Month',
  type: 'Date',
  sql: `toStartOfMonth(${time})`,
});

export const day = (name: string): Computed => ({
  name,
  type: 'Date',
  sql: 'toDate(ChargePeriodStart)',
});

/** Value of the tag whose key the parameter `tagKey` names; null without one (C8). */
export const tag = (name: string): Computed => ({
  name,
  type: 'String',
  sql: "nullIf(Tags[{tagKey:String}], '')",
});

/** Exact sum; null when no charge has a value (C9). */
export const total = (
  column: CostColumn | QuantityColumn,
  name: string = `Total${column}`,
): Computed => ({
  name,
  type: 'Decimal',
  sql: measureSql({ kind: 'sum', column, commitmentPurchases: 'as-they-are' }),
});

/** Exact sum to which purchases of commitments add 0, since the usage that they cover is priced itself (C5). */
export const totalOfUse = (column: 'ListCost' | 'ContractedCost'): Computed => ({
  name: `Total${column}`,
  type: 'Decimal',
  sql: measureSql({ kind: 'sum', column, commitmentPurchases: 'zero' }),
});

/** Exact sum of an amount with 12 places, such as one that depends on a condition. */
export const sumOf = (name: string, amount: string): Computed => ({
  name,
  type: 'Decimal',
  sql: `sum(toDecimal256(${amount}, 12))`,
});

/** The column where the condition holds; the other charges add 0. */
export const amountWhere = (condition: string, column: string): string =>
  `if(${condition}, ${column}, toDecimal128(0, 12))`;

export const count = (name: string): Computed => ({ name, type: 'Int', sql: 'count()' });

/** How many different values the charges have; nulls are none. */
export const distinct = (name: string, column: string): Computed => ({
  name,
  type: 'Int',
  sql: `uniqExact(${column})`,
});

/** The earliest start and the latest end in the group. */
export const span: readonly Computed[] = [
  { name: 'ChargePeriodStart', type: 'DateTime', sql: 'min(ChargePeriodStart)' },
  { name: 'ChargePeriodEnd', type: 'DateTime', sql: 'max(ChargePeriodEnd)' },
];

export const ratio = (
  name: string,
  of: Ratio['of'],
  denominator: string,
  factor: Ratio['factor'] = 1,
): Ratio => ({ name, type: 'Decimal', of, denominator, factor });

export const is = (column: string, value: string): string => `${column} = ${quote(value)}`;

/** True for null too. */
export const isNot = (column: string, value: string): string =>
  `ifNull(${column}, '') != ${quote(value)}`;

export const isKnown = (column: string): string => `${column} IS NOT NULL`;

export const isUnknown = (column: string): string => `${column} IS NULL`;

/** Equal to the parameter of that name. */
export const equals = (column: string, parameter: string): string =>
  `${column} = {${parameter}:String}`;

/** As `equals`, for a parameter that may be left out. */
export const equalsIfGiven = (column: string, parameter: string): string =>
  `({${parameter}:Nullable(String)} IS NULL OR ${column} = {${parameter}:Nullable(String)})`;

export const descending = (column: string) => ({ descending: column });

export const requiredText = (name: string): UseCaseParameter => ({ name, type: 'String' });

export const optionalText = (name: string, fallback: string | null): UseCaseParameter => ({
  name,
  type: 'String',
  fallback,
});

export const limit = (fallback: number): UseCaseParameter => ({
  name: 'limit',
  type: 'Int',
  fallback,
});

export const programTypes = (...fallback: readonly string[]): UseCaseParameter => ({
  name: 'programTypes',
  type: '[String]',
  fallback,
});
