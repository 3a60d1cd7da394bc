import type { Unit } from '../language/days';
import type { NamedDimension } from '../language/dimension-names';
import type { Metric } from '../language/question';

/** What the assistant uses of finops' cost API; the SDL there is the contract. */
export interface CostFilter {
  readonly dimension: NamedDimension;
  readonly tagKey: string | null;
  readonly operator: 'IN' | 'NOT_IN' | 'CONTAINS' | 'IS_NULL' | 'IS_NOT_NULL';
  readonly values: readonly string[];
}

export interface CostsInput {
  readonly metric: Metric;
  readonly period: { readonly from: string; readonly to: string };
  readonly groupBy: readonly {
    readonly dimension: NamedDimension;
    readonly tagKey: string | null;
  }[];
  readonly filter: readonly CostFilter[];
  readonly granularity: 'TOTAL' | Unit;
  readonly top: number | null;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface CostRow {
  readonly bucket: string | null;
  readonly other: boolean;
  readonly charges: number;
  readonly keys: readonly { readonly value: string | null }[];
  readonly cost: Money | null;
}

export interface CostResult {
  readonly link: string;
  readonly totals: readonly Money[];
  readonly rows: readonly CostRow[];
}

/** A document, its variables, and what came of it. */
export interface Asked<Result> {
  readonly query: string;
  readonly variables: string;
  readonly result: Result;
}

export interface ValueCount {
  readonly value: string | null;
  readonly charges: number;
}

/** A billing period with charges. */
export interface DataPeriod {
  readonly start: string;
  readonly end: string | null;
}

export type ValuesByDimension = readonly {
  readonly dimension: NamedDimension;
  readonly tagKey: string | null;
  readonly values: readonly ValueCount[];
}[];
