'use client';

import { useQueryStates } from 'nuqs';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/field';
import { NameSelect } from '@/features/costs/choices';
import type { RateSource } from '@/features/costs/conversion-choice';
import { CurrencySelect } from '@/features/costs/currency-select';
import { DateRange } from '@/features/costs/date-range';
import { useViewTransition } from '@/features/costs/pending';
import { PeriodSelect } from '@/features/costs/period-select';
import type { Preset } from '@/features/costs/view';
import { BASIS_NAMES } from '@/features/costs/vocabulary';
import { addDays } from '@/lib/calendar';
import { kpiParsers } from './kpi-params';
import { type KpiView, kpiParamsOf } from './kpi-view';

interface KpiBarProps {
  readonly view: KpiView;
  readonly presets: readonly Preset[];
  readonly tagKeys: readonly string[];
  readonly rateSources: readonly RateSource[];
}

export function KpiBar({ view, presets, tagKeys, rateSources }: KpiBarProps) {
  const startTransition = useViewTransition();
  const [, setParams] = useQueryStates(kpiParsers, {
    shallow: false,
    history: 'push',
    startTransition,
  });
  // Whole, so that the address also says what was only a default so far.
  const change = (part: Partial<KpiView>) =>
    void setParams({ ...kpiParamsOf({ ...view, ...part }), failed: null });
  const tags = view.tag ? [...new Set([...tagKeys, view.tag])] : tagKeys;
  return (
    <Card
      className="grid grid-cols-2 gap-3 p-3 sm:grid-cols-3 sm:p-4 lg:grid-cols-6"
      aria-label="View"
    >
      <PeriodSelect
        period={view}
        presets={presets}
        onChange={({ from, to }) => change({ from, to })}
      />
      <Select
        label="Tag"
        value={view.tag ?? ''}
        onChange={({ target }) => change({ tag: target.value || null })}
      >
        <option value="">None</option>
        {tags.map((tag) => (
          <option key={tag}>{tag}</option>
        ))}
      </Select>
      <DateRange
        key={`${view.from} ${view.to}`}
        first={view.from}
        last={addDays(view.to, -1)}
        onChange={(first, last) => change({ from: first, to: addDays(last, 1) })}
      />
      <CurrencySelect choice={view} sources={rateSources} onChange={change} />
      <NameSelect
        label="Counted by"
        names={BASIS_NAMES}
        value={view.basis}
        onChange={(basis) => change({ basis })}
      />
    </Card>
  );
}
