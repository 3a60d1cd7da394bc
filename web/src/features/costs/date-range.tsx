'use client';

import { useId, useState } from 'react';
import { isDay } from '@/lib/calendar';

interface DateRangeProps {
  /** Both days are included. */
  readonly first: string;
  readonly last: string;
  readonly onChange: (first: string, last: string) => void;
}

/** Years are typed digit by digit: before this one they are not complete. */
const EARLIEST = '2000-01-01';

const INPUT =
  'h-9 w-full rounded-md border border-input bg-card px-2 text-sm tabular-nums aria-invalid:border-danger';

/** Two days, taken over as soon as both make sense. */
export function DateRange({ first, last, onChange }: DateRangeProps) {
  const id = useId();
  const [days, setDays] = useState({ first, last });
  const makesSense = (given: typeof days): boolean =>
    isDay(given.first) && isDay(given.last) && given.first >= EARLIEST && given.first <= given.last;
  const take = (name: 'first' | 'last', value: string) => setDays({ ...days, [name]: value });
  const commit = () => {
    const changed = days.first !== first || days.last !== last;
    if (changed && makesSense(days)) onChange(days.first, days.last);
  };
  const isWrong = days.first > days.last;
  return (
    <>
      {(['first', 'last'] as const).map((name) => (
        <div key={name} className="grid min-w-0 gap-1">
          <label htmlFor={`${id}-${name}`} className="text-muted-foreground text-xs">
            {name === 'first' ? 'From' : 'To'} (UTC)
          </label>
          <input
            id={`${id}-${name}`}
            type="date"
            min={EARLIEST}
            value={days[name]}
            aria-invalid={isWrong ? true : undefined}
            title={isWrong ? 'The first day is after the last.' : undefined}
            className={INPUT}
            onChange={({ target }) => take(name, target.value)}
            onBlur={commit}
            onKeyDown={({ key }) => {
              if (key === 'Enter') commit();
            }}
          />
        </div>
      ))}
    </>
  );
}
