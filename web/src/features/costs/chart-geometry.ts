import { scaleBand, scaleLinear } from '@visx/scale';

/*
 * Amounts become numbers here, to be drawn and for nothing else. The plot has a coordinate system of
 * its own that the browser stretches to the room there is, so the server needs not know the width.
 */

export const PLOT = { width: 1_000, height: 100 } as const;

export interface Band {
  readonly x: number;
  readonly width: number;
}

export interface Tick {
  readonly value: number;
  /** From the top, in the plot's units. */
  readonly y: number;
}

export interface ChartGeometry {
  readonly bands: readonly Band[];
  readonly ticks: readonly Tick[];
  /** One path a series: all its bars. */
  readonly paths: readonly string[];
}

const TICKS = 4;
const PADDING = 0.2;

const short = (n: number): string => String(Math.round(n * 100) / 100);

/** Bars of a bucket stack away from zero: costs up, credits down. */
export function chartGeometry(series: readonly (readonly number[])[]): ChartGeometry {
  const count = series[0]?.length ?? 0;
  const up = new Array<number>(count).fill(0);
  const down = new Array<number>(count).fill(0);
  const spans = series.map((amounts) =>
    amounts.map((amount, i): readonly [number, number] => {
      const stack = amount < 0 ? down : up;
      const start = stack[i] ?? 0;
      stack[i] = start + amount;
      return [start, start + amount];
    }),
  );
  const y = scaleLinear<number>({
    domain: [Math.min(0, ...down), Math.max(0, ...up) || 1],
    range: [PLOT.height, 0],
    nice: TICKS,
  });
  const x = scaleBand<number>({
    domain: Array.from({ length: count }, (_, i) => i),
    range: [0, PLOT.width],
    paddingInner: PADDING,
    paddingOuter: PADDING / 2,
  });
  const width = x.bandwidth();
  const bands = Array.from({ length: count }, (_, i) => ({ x: x(i) ?? 0, width }));
  const paths = spans.map((row) =>
    row
      .map(([start, end], i) => {
        const top = y(Math.max(start, end));
        const height = y(Math.min(start, end)) - top;
        const left = bands[i]?.x ?? 0;
        return height > 0
          ? `M${short(left)} ${short(top)}h${short(width)}v${short(height)}h${short(-width)}z`
          : '';
      })
      .join(''),
  );
  return { bands, paths, ticks: y.ticks(TICKS).map((value) => ({ value, y: y(value) })) };
}

const compact = new Intl.NumberFormat('en-US', {
  notation: 'compact',
  maximumSignificantDigits: 3,
});

/** "1.2K", for an axis. */
export const formatTickValue = (value: number): string => compact.format(value);

/** Every so manieth bucket gets a label, so that at most as many stand side by side. */
export function labelStep(buckets: number, most: number): number {
  return Math.max(1, Math.ceil(buckets / most));
}
