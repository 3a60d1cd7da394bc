import type { ChargeScope } from '../access/charge-scope';
import { Bindings, type Statement } from '../store/bindings';
import type { Condition, Key } from './charge-query';
import { compile, grouped } from './compile';
import { periodOf } from './cost-planner';
import type { Days, ValuesQuestion } from './cost-question';
import { textKeyOf } from './dimensions';

/** A row of {@link planDimensionValues} and {@link planTagKeys}. */
export interface ValueRecord {
  readonly value: string;
  readonly charges: string;
}

/** The values of a dimension, most frequent first. */
export function planDimensionValues(
  { term, period, search, first }: ValuesQuestion,
  scope: ChargeScope,
): Statement {
  const key = textKeyOf(term);
  const conditions: Condition[] = search ? [{ key, operator: 'CONTAINS', values: [search] }] : [];
  return planValues(key, first, scope, conditions, period);
}

/** The keys of tags, most frequent first. */
export function planTagKeys(first: number, scope: ChargeScope): Statement {
  return planValues({ kind: 'each-tag-key' }, first, scope, [], null);
}

function planValues(
  value: Key,
  first: number,
  scope: ChargeScope,
  conditions: readonly Condition[],
  period: Days | null,
): Statement {
  const bindings = new Bindings();
  const fragments = compile(
    {
      scope,
      ...(period && { period: periodOf('ChargePeriodStart', period) }),
      conditions,
      keys: { value },
      measures: { charges: { kind: 'count' } },
    },
    bindings,
  );
  const statement = bindings.statement(
    `${grouped(fragments)} ORDER BY charges DESC, value = '', value LIMIT ${bindings.bind('UInt32', first)}`,
  );
  return { ...statement, settings: fragments.settings };
}
