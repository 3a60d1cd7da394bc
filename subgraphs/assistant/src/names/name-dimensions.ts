import type { NamedDimension, Term } from '../language/dimension-names';

/** When a text is a name in several dimensions, the first of these is meant. */
const PRECEDENCE: readonly NamedDimension[] = [
  'SERVICE_PROVIDER_NAME',
  'CHARGE_CATEGORY',
  'SERVICE_NAME',
  'SERVICE_CATEGORY',
  'SERVICE_SUBCATEGORY',
  'REGION_ID',
  'REGION_NAME',
  'AVAILABILITY_ZONE',
  'SUB_ACCOUNT_NAME',
  'SUB_ACCOUNT_ID',
  'BILLING_ACCOUNT_NAME',
  'BILLING_ACCOUNT_ID',
  'TAG',
  'BILLING_CURRENCY',
  'PRICING_CATEGORY',
  'COMMITMENT_DISCOUNT_TYPE',
  'COMMITMENT_DISCOUNT_NAME',
  'RESOURCE_TYPE',
  'INVOICE_ISSUER_NAME',
  'RESOURCE_NAME',
  'RESOURCE_ID',
];

/** Whose values are read for every question with a name in it. */
export const COMMON_DIMENSIONS: readonly NamedDimension[] = [
  'SERVICE_PROVIDER_NAME',
  'CHARGE_CATEGORY',
  'SERVICE_NAME',
  'SERVICE_CATEGORY',
  'REGION_ID',
  'REGION_NAME',
  'SUB_ACCOUNT_NAME',
  'BILLING_ACCOUNT_NAME',
];

/** Whose values are read when a name is in none of the common ones; resources are searched instead. */
export const RARE_DIMENSIONS: readonly NamedDimension[] = PRECEDENCE.filter(
  (dimension) =>
    !COMMON_DIMENSIONS.includes(dimension) &&
    !['TAG', 'RESOURCE_ID', 'RESOURCE_NAME'].includes(dimension),
);

/** Where the name of "account X" may stand. */
export const FAMILIES: Partial<Record<NamedDimension, readonly NamedDimension[]>> = {
  SUB_ACCOUNT_NAME: [
    'SUB_ACCOUNT_NAME',
    'SUB_ACCOUNT_ID',
    'BILLING_ACCOUNT_NAME',
    'BILLING_ACCOUNT_ID',
  ],
  BILLING_ACCOUNT_NAME: ['BILLING_ACCOUNT_NAME', 'BILLING_ACCOUNT_ID'],
  REGION_NAME: ['REGION_NAME', 'REGION_ID'],
  RESOURCE_ID: ['RESOURCE_ID', 'RESOURCE_NAME'],
};

export const sameTerm = (a: Term, b: Term): boolean =>
  a.dimension === b.dimension && a.tagKey === b.tagKey;

export const isResource = ({ dimension }: Term): boolean =>
  dimension === 'RESOURCE_ID' || dimension === 'RESOURCE_NAME';

/** The terms that values are of, the one that is meant most likely first. */
export function byPrecedence(values: readonly Term[]): Term[] {
  const rank = (term: Term) => PRECEDENCE.indexOf(term.dimension);
  return distinct(values).sort((a, b) => rank(a) - rank(b));
}

export function distinct(terms: readonly Term[]): Term[] {
  return terms
    .filter((term, i) => terms.findIndex((other) => sameTerm(other, term)) === i)
    .map(({ dimension, tagKey }) => ({ dimension, tagKey }));
}
