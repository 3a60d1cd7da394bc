import { difference, Exact, quotient, rounded, sum } from '../costs/exact';
import type { Kpi, KpiRow, KpiTerm, KpiValue } from '../generated/graphql';
import { formulaOf, inputsOf, KPIS, type KpiForm, type KpiSum } from './kpi-catalogue';
import type { KpiRecord } from './kpi-planner';
import type { KpiQuestion } from './kpi-question';

/** The store's rows as those of the answer. */
export function kpiRows(records: readonly KpiRecord[], { kpis, groupBy }: KpiQuestion): KpiRow[] {
  return records.map((record) => ({
    currency: record.currency,
    charges: Number(record.charges),
    keys: groupBy.map((term, index) => ({ ...term, value: record[`key_${index}`] || null })),
    values: kpis.map((kpi) => kpiValue(kpi, record)),
  }));
}

function kpiValue(kpi: Kpi, record: KpiRecord): KpiValue {
  const form = formOf(kpi, record);
  const { title, money = false, factor = 1 } = form;
  const numerator = termOf(form.numerator, record);
  const denominator = form.denominator ? termOf(form.denominator, record) : null;
  const names = [
    ...inputsOf(form.numerator),
    ...(form.denominator ? inputsOf(form.denominator) : []),
  ];
  const dividend = numerator.value && new Exact(numerator.value).times(factor).toFixed();
  return {
    kpi,
    title,
    unit: money ? 'MONEY' : 'RATIO',
    value: denominator ? quotient(dividend, denominator.value) : rounded(numerator.value),
    numerator: shown(numerator),
    denominator: denominator && shown(denominator),
    formula: formulaOf(form),
    inputs: [...new Set(names)].map((name) => ({
      name,
      value: rounded(record[`i_${name}`] ?? null),
    })),
  };
}

const shown = <Term extends { readonly value: string | null }>(term: Term) => ({
  ...term,
  value: rounded(term.value),
});

/** The form with the denominator that the bills of the currency allow. */
function formOf(kpi: Kpi, { known }: KpiRecord): KpiForm {
  const { denominatorByBill, ...form } = KPIS[kpi];
  return denominatorByBill && known !== '0' ? { ...form, denominator: denominatorByBill } : form;
}

function termOf(
  { name, plus, less = [] }: KpiSum,
  record: KpiRecord,
): KpiTerm & { value: string | null } {
  const amounts = (inputs: KpiSum['plus']) => inputs.map((input) => record[`i_${input}`] ?? null);
  const whole = sum(...amounts(plus));
  const value = less.length === 0 ? whole : difference(whole, sum(...amounts(less)));
  return { name, value };
}
