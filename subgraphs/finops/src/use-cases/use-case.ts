import type { FocusVersion } from '../store/focus-columns';

/** Type of a cell, as the catalogue names it. */
export type ValueType = 'String' | 'Int' | 'Decimal' | 'Date' | 'DateTime';
export type ParameterType = 'String' | 'Int' | '[String]';

/** The group that the FOCUS library lists a case under. */
export type UseCaseGroup =
  | 'Invoicing'
  | 'Unit price'
  | 'Virtual currency'
  | 'Allocation'
  | 'Budget'
  | 'Reporting'
  | 'Anomaly'
  | 'Forecast'
  | 'Usage'
  | 'Commitments'
  | 'Eligibility'
  | 'KPI'
  | 'Marketplace'
  | 'Contracts';

/** A value for a placeholder of the same name. */
export interface UseCaseParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Absent when the parameter is required; null means that it restricts nothing. */
  readonly fallback?: string | number | readonly string[] | null;
}

/** A column that the engine computes: a key of the grouping, or an aggregate. */
export interface Computed {
  readonly name: string;
  readonly type: ValueType;
  /** Expression over the charges, or over {@link Each}'s `Element`. */
  readonly sql: string;
}

/** (columns[0] - columns[1]) / denominator x factor, from other columns of the same row (C7). */
export interface Ratio {
  readonly name: string;
  readonly type: 'Decimal';
  readonly of: readonly [string] | readonly [string, string];
  readonly denominator: string;
  readonly factor: 1 | 100;
}

/** Repeats a charge for the elements of a list in it, as `Element`. */
export interface Each {
  /** Array expression; the elements are distinct in what the case groups by (C10). */
  readonly list: string;
}

export type Order = string | { readonly descending: string };

/** A FOCUS use case as data. */
export interface UseCase {
  readonly slug: string;
  readonly title: string;
  readonly group: UseCaseGroup;
  /** First version of FOCUS that has what the case needs; all later ones have it too. */
  readonly since: FocusVersion;
  /** What `from` and `to` bound (C2). */
  readonly period: 'ChargePeriodStart' | 'BillingPeriodStart';
  /** Besides `from` and `to`. A parameter named `limit` bounds the rows. */
  readonly parameters?: readonly UseCaseParameter[];
  /** SQL conditions, all of which a charge fulfils. */
  readonly where?: readonly string[];
  readonly each?: Each;
  readonly keys: readonly Computed[];
  readonly totals?: readonly (Computed | Ratio)[];
  /** SQL condition on an answer's row; its columns are written `[Name]`. */
  readonly having?: string;
  /** Columns that decide first; the others follow left to right. */
  readonly order?: readonly Order[];
  /** Key within whose values the limit holds, each for itself. */
  readonly limitWithin?: string;
}

export function isRatio(column: Computed | Ratio): column is Ratio {
  return 'denominator' in column;
}

/** All columns of a case's answer, in order. */
export function columnsOf({ keys, totals = [] }: UseCase): readonly (Computed | Ratio)[] {
  return [...keys, ...totals];
}
