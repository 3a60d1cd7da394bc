'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { cn } from '@/lib/class-names';

interface ChartHoverProps {
  readonly currency: string;
  /** Left edge and width of each bucket as parts of the plot's width. */
  readonly bands: readonly (readonly [number, number])[];
  readonly labels: readonly string[];
  readonly totals: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly className: string;
    readonly amounts: readonly (string | null)[];
  }[];
}

const percent = (part: number): string => `${part * 100}%`;

/** The one part of the chart that lives in the browser: it reads out the bucket under the pointer or the arrow keys. */
export function ChartHover({ currency, bands, labels, totals, series }: ChartHoverProps) {
  const [at, setAt] = useState<number | null>(null);
  const last = bands.length - 1;

  const point = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const place = (clientX - left) / width;
    const next = bands.findIndex(([x, size]) => place < x + size * 1.125);
    setAt(next === -1 ? last : next);
  };
  const step = (event: KeyboardEvent) => {
    const next = {
      ArrowLeft: Math.max(0, (at ?? bands.length) - 1),
      ArrowRight: Math.min(last, (at ?? -1) + 1),
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };

  const [x = 0, width = 0] = at === null ? [] : (bands[at] ?? []);
  const isRight = x + width / 2 > 0.5;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups inputs, and there are none.
    <div
      role="group"
      aria-label="Figures of the chart, bucket by bucket: use the arrow keys."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: read by keyboard as by pointer.
      tabIndex={0}
      className="absolute inset-0 touch-pan-y"
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={step}
    >
      {at === null ? null : (
        <>
          <div
            aria-hidden
            className="pointer-events-none absolute inset-y-0 bg-foreground/8"
            style={{ left: percent(x), width: percent(width) }}
          />
          <div
            role="status"
            className={cn(
              'pointer-events-none absolute top-1 z-10 w-max max-w-[min(20rem,80vw)] rounded-md border border-border bg-card p-3 text-xs shadow-lg',
              isRight ? 'mr-2' : 'ml-2',
            )}
            style={isRight ? { right: percent(1 - x) } : { left: percent(x + width) }}
          >
            <p className="mb-1 font-semibold">{labels[at]}</p>
            <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5">
              {series.map(({ name, className, amounts }) =>
                amounts[at] ? (
                  <div key={name} className="contents">
                    <dt className="min-w-0 truncate">
                      <span className={cn('mr-1.5 inline-block size-2 rounded-sm', className)} />
                      {name}
                    </dt>
                    <dd className="text-right tabular-nums">{amounts[at]}</dd>
                  </div>
                ) : null,
              )}
              <dt className="font-semibold">Total</dt>
              <dd className="text-right font-semibold tabular-nums">
                {totals[at]} {currency}
              </dd>
            </dl>
          </div>
        </>
      )}
    </div>
  );
}
