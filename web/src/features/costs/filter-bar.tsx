'use client';

import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/field';
import { addDays } from '@/lib/calendar';
import { cn } from '@/lib/class-names';
import { NameSelect, TermSelect } from './choices';
import type { RateSource } from './conversion-choice';
import { CurrencySelect } from './currency-select';
import { DateRange } from './date-range';
import { useViewTransition } from './pending';
import { PeriodSelect } from './period-select';
import { type CostView, type Preset, sameTerm } from './view';
import { pageParsers, paramsOf } from './view-params';
import { parseTerm } from './view-text';
import { BASIS_NAMES, GRANULARITY_NAMES, METRIC_NAMES } from './vocabulary';

interface FilterBarProps {
  readonly view: CostView;
  readonly presets: readonly Preset[];
  readonly tagKeys: readonly string[];
  readonly rateSources: readonly RateSource[];
}

const TOPS = [5, 8, 10, 20, 50];
const DEFAULT_TOP = 8;

export function FilterBar({ view, presets, tagKeys, rateSources }: FilterBarProps) {
  const startTransition = useViewTransition();
  /** On a narrow screen, where all the controls would push the costs out of sight. */
  const [isOpen, setOpen] = useState(false);
  const [, setParams] = useQueryStates(pageParsers, {
    shallow: false,
    history: 'push',
    startTransition,
  });
  // Whole, so that the address also says what was only a default so far.
  const change = (part: Partial<CostView>) =>
    void setParams({ ...paramsOf({ ...view, ...part }), failed: null });

  const group = (index: number, text: string) => {
    const term = parseTerm(text);
    const before = view.group.slice(0, index);
    const after = view.group.slice(index + 1).filter((other) => !term || !sameTerm(other, term));
    const terms = term ? [...before, term, ...after] : index === 0 ? [] : [...before, ...after];
    change({ group: terms, top: terms.length === 0 ? null : (view.top ?? DEFAULT_TOP) });
  };

  return (
    <Card className="grid gap-3 p-3 sm:p-4" aria-label="View">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
        <PeriodSelect
          period={view}
          presets={presets}
          onChange={({ from, to, granularity }) => change({ from, to, granularity })}
        />
        <TermSelect
          label="Group by"
          term={view.group[0]}
          tagKeys={tagKeys}
          onChange={(text) => group(0, text)}
        />
        <div className={cn('contents', isOpen || 'max-sm:hidden')}>
          <DateRange
            key={`${view.from} ${view.to}`}
            first={view.from}
            last={addDays(view.to, -1)}
            onChange={(first, last) => change({ from: first, to: addDays(last, 1) })}
          />
          <NameSelect
            label="Buckets"
            names={GRANULARITY_NAMES}
            value={view.granularity}
            onChange={(granularity) => change({ granularity })}
          />
          <NameSelect
            label="Cost"
            names={METRIC_NAMES}
            value={view.metric}
            onChange={(metric) => change({ metric })}
          />
          <CurrencySelect choice={view} sources={rateSources} onChange={change} />
          <NameSelect
            label="Counted by"
            names={BASIS_NAMES}
            value={view.basis}
            onChange={(basis) => change({ basis })}
          />
          {view.group.length > 0 ? (
            <>
              <TermSelect
                label="Then by"
                term={view.group[1]}
                tagKeys={tagKeys}
                onChange={(text) => group(1, text)}
              />
              <Select
                label="Show"
                value={view.top ?? ''}
                onChange={({ target }) => change({ top: Number(target.value) || null })}
              >
                {[...new Set([...TOPS, ...(view.top ? [view.top] : [])])]
                  .sort((a, b) => a - b)
                  .map((count) => (
                    <option key={count} value={count}>
                      Top {count}
                    </option>
                  ))}
                <option value="">As many as fit</option>
              </Select>
            </>
          ) : null}
        </div>
      </div>
      <Button
        variant="ghost"
        size="small"
        className="sm:hidden"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Fewer options' : 'More options'}
      </Button>
    </Card>
  );
}
