import type { Unit } from './days';
import type { Period } from './period';

export type Metric = 'BILLED_COST' | 'EFFECTIVE_COST' | 'LIST_COST' | 'CONTRACTED_COST';

/** FOCUS columns that can be named by a word of English; names as the finops API spells them. */
export type GroupDimension =
  | 'AVAILABILITY_ZONE'
  | 'BILLING_ACCOUNT_NAME'
  | 'BILLING_CURRENCY'
  | 'CHARGE_CATEGORY'
  | 'CHARGE_DESCRIPTION'
  | 'CHARGE_FREQUENCY'
  | 'COMMITMENT_DISCOUNT_NAME'
  | 'COMMITMENT_DISCOUNT_TYPE'
  | 'INVOICE_ID'
  | 'INVOICE_ISSUER_NAME'
  | 'PRICING_CATEGORY'
  | 'REGION_NAME'
  | 'RESOURCE_ID'
  | 'RESOURCE_NAME'
  | 'RESOURCE_TYPE'
  | 'SERVICE_CATEGORY'
  | 'SERVICE_NAME'
  | 'SERVICE_PROVIDER_NAME'
  | 'SERVICE_SUBCATEGORY'
  | 'SKU_ID'
  | 'SKU_METER'
  | 'SUB_ACCOUNT_NAME';

/** What to group by: a dimension, a tag by its key, or a word that has to be one of the keys in the data. */
export type Grouping =
  | { readonly kind: 'dimension'; readonly dimension: GroupDimension }
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'word'; readonly text: string }
  /** Whatever dimension the names are of: "AWS against Azure". */
  | { readonly kind: 'names' };

/** What the words around a name say that it is. */
export type NameHint =
  | { readonly kind: 'dimension'; readonly dimension: GroupDimension; readonly sure: boolean }
  | { readonly kind: 'tag'; readonly key: string | null };

/** Words that must be a name in the data: they narrow the question to charges that carry it. */
export interface Name {
  readonly text: string;
  readonly hint: NameHint | null;
  /** "without", "except". */
  readonly excluded: boolean;
  /** The name is a tag's key, and the charges are those without it: "without a team tag". */
  readonly absent: boolean;
  /** Joined to the name before by "and" or "against", so the two are of one kind when they can be. */
  readonly joined: boolean;
  /** Taken over from the question before; a name of the same kind replaces it. */
  readonly inherited: boolean;
}

interface Common {
  readonly metric: Metric;
  /** Null when the question names none. */
  readonly period: Period | null;
  readonly names: readonly Name[];
}

export interface Total extends Common {
  readonly kind: 'total';
}

export interface Breakdown extends Common {
  readonly kind: 'breakdown';
  readonly groupBy: readonly Grouping[];
}

export interface Trend extends Common {
  readonly kind: 'trend';
  readonly granularity: Unit;
  readonly groupBy: readonly Grouping[];
}

/** Two periods side by side. */
export interface Comparison extends Common {
  readonly kind: 'comparison';
  /** Null when the question names none: then the period before. */
  readonly baseline: Period | null;
  readonly groupBy: readonly Grouping[];
}

/** What changed most between two periods. */
export interface Movers extends Common {
  readonly kind: 'movers';
  readonly baseline: Period | null;
  readonly groupBy: readonly Grouping[];
  /** Only these changes; null for both. */
  readonly direction: 'up' | 'down' | null;
}

export interface Top extends Common {
  readonly kind: 'top';
  readonly groupBy: readonly Grouping[];
  readonly count: number;
  readonly order: 'largest' | 'smallest';
}

export type Question = Total | Breakdown | Trend | Comparison | Movers | Top;

/** Why a text gets no figures. */
export type RefusalReason =
  | 'NOT_A_QUESTION'
  | 'COMMAND'
  | 'FUTURE'
  | 'OPEN_START'
  | 'AMBIGUOUS_DATE'
  | 'TOO_MANY_PERIODS'
  | 'TOO_MANY_NAMES'
  | 'TOO_MANY_GROUPS'
  | 'UNTAGGED'
  | 'STATISTICS'
  | 'COUNTING'
  | 'CONVERSION'
  | 'ADVICE'
  | 'BUDGET'
  | 'UNIT_COST'
  | 'THRESHOLD'
  | 'SHARE';

export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: RefusalReason;
}

export type Reading = Question | Refusal;
