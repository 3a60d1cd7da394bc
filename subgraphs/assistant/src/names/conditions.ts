import type { CostFilter } from '../finops/cost-types';
import type { Term } from '../language/dimension-names';
import { sameTerm } from './name-dimensions';

/** A name found: a condition in the making. */
export interface Condition {
  readonly term: Term;
  readonly operator: CostFilter['operator'];
  readonly values: readonly string[];
  readonly inherited: boolean;
}

/** Conditions on one dimension become one; those of the question before yield to new ones. */
export function combined(conditions: readonly Condition[]): CostFilter[] {
  const own = conditions.filter(({ inherited }) => !inherited);
  const valid = conditions.filter(
    ({ inherited, term }) => !inherited || !own.some((other) => sameTerm(other.term, term)),
  );
  const filters: CostFilter[] = [];
  for (const { term, operator, values } of valid) {
    const at = filters.findIndex((f) => sameTerm(f, term) && f.operator === operator);
    const known = filters[at]?.values ?? [];
    const filter = { ...term, operator, values: [...new Set([...known, ...values])] };
    if (at < 0) filters.push(filter);
    else filters.splice(at, 1, filter);
  }
  return filters;
}
