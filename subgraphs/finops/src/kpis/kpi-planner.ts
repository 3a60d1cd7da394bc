import type { ChargeScope } from '../access/charge-scope';
import { type RateGrid, withRates } from '../conversion/conversion';
import { compile, grouped } from '../costs/compile';
import { conditionOf, periodOf, timeOf } from '../costs/cost-planner';
import { textKeyOf } from '../costs/dimensions';
import type { Kpi } from '../generated/graphql';
import { Bindings, type Statement } from '../store/bindings';
import { inputsOf, KPIS } from './kpi-catalogue';
import {
  COMMITTED_SERVICES,
  COMMITTED_USE,
  ELIGIBILITY_KNOWN,
  KPI_INPUTS,
  type KpiInput,
} from './kpi-inputs';
import type { KpiQuestion } from './kpi-question';

/** Most rows that an answer has. A plan asks for one more, by which its reader knows that there are more. */
export const MOST_KPI_ROWS = 10_000;

/** A row of {@link planKpis}: the inputs of its KPIs as `i_…`, its keys as `key_…` ('' where there is none). */
export interface KpiRecord {
  readonly currency: string;
  readonly charges: string;
  /** Charges of the whole currency whose bill says what they are eligible for; 0 where no KPI depends on it. */
  readonly known: string;
  readonly [input: `i_${string}`]: string | null;
  readonly [key: `key_${number}`]: string;
}

/** The inputs of the KPIs by group and currency, from one statement; `rates` where they are converted. */
export function planKpis(
  question: KpiQuestion,
  scope: ChargeScope,
  rates: RateGrid | null = null,
): Statement {
  const { period, basis, filter, groupBy, kpis, tagKey, programTypes } = question;
  const bindings = new Bindings();
  const names = groupBy.map((_, index) => `key_${index}`);
  const dependsOnBill = kpis.some((kpi) => KPIS[kpi].denominatorByBill);
  const fragments = compile(
    {
      scope,
      rates,
      period: periodOf(timeOf(basis), period),
      conditions: filter.map(conditionOf),
      keys: {
        currency: { kind: 'currency' },
        ...Object.fromEntries(groupBy.map((term, index) => [`key_${index}`, textKeyOf(term)])),
      },
      measures: {
        charges: { kind: 'count' },
        ...(dependsOnBill && { eligibility: ELIGIBILITY_KNOWN }),
        ...Object.fromEntries(neededInputs(kpis).map((name) => [`i_${name}`, KPI_INPUTS[name]])),
      },
    },
    bindings,
  );
  const committed = `SELECT DISTINCT ifNull(ServiceProviderName, ''), ifNull(ServiceName, '') FROM ${fragments.from} WHERE ${fragments.where} AND ${COMMITTED_USE.sql}`;
  const rows = grouped(fragments).replaceAll(COMMITTED_SERVICES, committed);
  const known = dependsOnBill ? 'sum(eligibility) OVER (PARTITION BY currency)' : 'toUInt64(0)';
  const order = [
    'i_effectiveCost DESC NULLS LAST',
    ...names.flatMap((name) => [`${name} = ''`, name]),
    'currency',
  ];
  const statement = bindings.statement(
    `${withRates(rates, bindings)}SELECT *, ${known} AS known FROM (${rows}) ORDER BY ${order.join(', ')} LIMIT ${MOST_KPI_ROWS + 1}`,
    { tagKey: tagKey ?? '', programTypes },
  );
  return { ...statement, settings: fragments.settings };
}

/** Inputs of the KPIs, each once; the effective cost always, by which rows are ordered. */
function neededInputs(kpis: readonly Kpi[]): KpiInput[] {
  const sums = kpis.flatMap((kpi) => {
    const { numerator, denominator, denominatorByBill } = KPIS[kpi];
    return [numerator, denominator, denominatorByBill].filter((sum) => sum !== undefined);
  });
  return [...new Set<KpiInput>(['effectiveCost', ...sums.flatMap(inputsOf)])];
}
