import type { ChargeScope } from '../access/charge-scope';
import type { ChargeQuery, Condition, Key, Measure, TextKey } from '../costs/charge-query';
import { ROLLUP_KEYS, ROLLUP_SUMS } from './daily-costs-table';

const KEYS: ReadonlySet<string> = new Set(ROLLUP_KEYS);
const SUMS: Readonly<Record<string, string | undefined>> = ROLLUP_SUMS;

/** True when sums by day answer the question as exactly as its charges would. */
export function isCovered(query: ChargeQuery): boolean {
  return (
    isScopeCovered(query.scope) &&
    query.conditions.every(({ key }: Condition) => isTextCovered(key)) &&
    Object.values(query.keys).every(isKeyCovered) &&
    Object.values(query.measures).every(isMeasureCovered)
  );
}

/** Grants may name tags, of which a rollup knows nothing. */
function isScopeCovered({ rollups = null, grants }: ChargeScope): boolean {
  return rollups !== null && (grants ?? []).every(({ tags }) => tags.length === 0);
}

function isKeyCovered(key: Key): boolean {
  switch (key.kind) {
    case 'currency':
      return true;
    case 'bucket':
      return key.length !== 'HOUR';
    case 'split':
    case 'each-tag-key':
      return false;
    default:
      return isTextCovered(key);
  }
}

function isTextCovered(key: TextKey): boolean {
  return key.kind === 'column' && KEYS.has(key.column);
}

function isMeasureCovered(measure: Measure): boolean {
  switch (measure.kind) {
    case 'count':
      return true;
    case 'distinct':
      return KEYS.has(measure.column);
    case 'sum':
      return SUMS[measure.column] === measure.commitmentPurchases;
  }
}
