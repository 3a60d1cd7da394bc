import {
  type ConversionChoice,
  conversionInput,
  conversionParams,
} from '@/features/costs/conversion-choice';
import type { KpisInput, PeriodBasis } from '@/generated/graphql';
import { addDays, addMonths, type Period, previousPeriod, startOfMonth } from '@/lib/calendar';

/** What the page of KPIs shows: a question for KPIs, complete. */
export interface KpiView extends Period, ConversionChoice {
  readonly basis: PeriodBasis;
  /** Key of the tag whose coverage is shown. */
  readonly tag: string | null;
}

/** What an address says of it; null where it says nothing, or nothing that can be read. */
export type KpiParams = { readonly [Name in keyof KpiView]: KpiView[Name] | null };

/** Without a period in the address it is the last whole month: KPIs of a month that runs are half a story. */
export function resolveKpiView(params: KpiParams, extent: Period | null, today: string): KpiView {
  const { from, to, basis, tag, convert, rates, maxAge } = params;
  const period =
    from !== null && to !== null && from < to ? { from, to } : lastMonth(extent, today);
  return { ...period, basis: basis ?? 'CHARGE_PERIOD', tag: tag || null, convert, rates, maxAge };
}

/** The last month that is over and that the bills are about; the current one where they begin with it. */
function lastMonth(extent: Period | null, today: string): Period {
  const month = startOfMonth(today);
  if (!extent) return { from: addMonths(month, -1), to: month };
  const lastOfBills = startOfMonth(addDays(extent.to, -1));
  const from = lastOfBills < month ? lastOfBills : addMonths(month, -1);
  const last = extent.from >= addMonths(from, 1) ? addMonths(from, 1) : from;
  return { from: last, to: addMonths(last, 1) };
}

export function kpisInput(view: KpiView): KpisInput {
  const { from, to, basis, tag } = view;
  return { period: { from, to }, basis, tagKey: tag, ...conversionInput(view) };
}

export const previousKpisInput = (view: KpiView): KpisInput => ({
  ...kpisInput(view),
  period: previousPeriod(view),
});

/** What the address of a view says: what has its default is left out. */
export function kpiParamsOf(view: KpiView): KpiParams {
  const { from, to, basis, tag } = view;
  return {
    from,
    to,
    basis: basis === 'CHARGE_PERIOD' ? null : basis,
    tag,
    ...conversionParams(view),
  };
}
