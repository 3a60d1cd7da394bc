import { type Bucketing, formatBucket, formatTick, nextBucket, today } from '@/lib/calendar';
import { formatAmount, sumDecimals } from '@/lib/decimal';
import { chartGeometry, formatTickValue, labelStep, PLOT } from './chart-geometry';
import { ChartHover } from './chart-hover';
import type { CostGroup, CurrencyCosts } from './cost-table';
import { COLOURS, groupLabel, OTHERS, seriesClass } from './group-label';
import type { CostView } from './view';

interface CostChartProps {
  readonly view: CostView;
  readonly table: CurrencyCosts;
}

interface Series {
  readonly name: string;
  readonly className: string;
  readonly amounts: readonly (string | null)[];
}

const present = (amounts: Iterable<string | null | undefined>): string[] =>
  [...amounts].filter((amount) => amount !== null && amount !== undefined);

/** The groups that have a colour, and the rest as one. */
function seriesOf(groups: readonly CostGroup[], buckets: readonly string[]): Series[] {
  const isDrawn = (group: CostGroup, index: number) => !group.other && index < COLOURS;
  const series = groups.filter(isDrawn).map((group, index) => ({
    name: groupLabel(group),
    className: seriesClass(group, index),
    amounts: group.amounts,
  }));
  const rest = groups.filter((group, index) => !isDrawn(group, index));
  if (rest.length === 0) return series;
  const amounts = buckets.map((_, i) => {
    const parts = present(rest.map((group) => group.amounts[i]));
    return parts.length > 0 ? sumDecimals(parts) : null;
  });
  return [...series, { name: OTHERS, className: 'series series-other', amounts }];
}

/** Stacked bars drawn on the server; in the browser only the readout over them moves. */
export function CostChart({ view, table }: CostChartProps) {
  const { buckets, groups, currency } = table;
  const bucketing = view.granularity as Bucketing;
  const series = seriesOf(groups, buckets);
  const { bands, ticks, paths } = chartGeometry(
    series.map(({ amounts }) => amounts.map((amount) => Number(amount ?? 0))),
  );
  const totals = buckets.map((_, i) =>
    sumDecimals(present(series.map(({ amounts }) => amounts[i]))),
  );
  // Its last days are still to come, or not on any bill yet.
  const now = today();
  const open = buckets.findIndex((at) => at <= now && now < nextBucket(at, bucketing));
  return (
    <figure className="min-w-0">
      <div className="grid grid-cols-[auto_minmax(0,1fr)]">
        <svg aria-hidden className="h-64 w-12 overflow-visible sm:h-72">
          {ticks.map(({ value, y }) => (
            <text
              key={value}
              x="40"
              y={`${(y / PLOT.height) * 100}%`}
              dy="0.32em"
              textAnchor="end"
              className="fill-muted-foreground text-xs tabular-nums"
            >
              {formatTickValue(value)}
            </text>
          ))}
        </svg>
        <div className="relative h-64 sm:h-72">
          <svg
            role="img"
            aria-label={`Costs in ${currency} by ${bucketing.toLowerCase()}; the table below has the same figures.`}
            viewBox={`0 0 ${PLOT.width} ${PLOT.height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            {ticks.map(({ value, y }) => (
              <line
                key={value}
                x2={PLOT.width}
                y1={y}
                y2={y}
                vectorEffect="non-scaling-stroke"
                className={value === 0 ? 'stroke-input' : 'stroke-border'}
              />
            ))}
            {series.map(({ name, className }, i) => (
              <path key={name} d={paths[i]} className={className} />
            ))}
          </svg>
          <ChartHover
            currency={currency}
            bands={bands.map(({ x, width }) => [x / PLOT.width, width / PLOT.width])}
            labels={buckets.map(
              (at, i) => formatBucket(at, bucketing) + (i === open ? ' (so far)' : ''),
            )}
            totals={totals.map(formatAmount)}
            series={series.map(({ name, className, amounts }) => ({
              name,
              className,
              amounts: amounts.map((amount) => (amount === null ? null : formatAmount(amount))),
            }))}
          />
        </div>
        <div />
        <Labels buckets={buckets} bucketing={bucketing} bands={bands} />
      </div>
    </figure>
  );
}

const MOST_LABELS = { wide: 12, narrow: 4 };

interface LabelsProps {
  readonly buckets: readonly string[];
  readonly bucketing: Bucketing;
  readonly bands: readonly { readonly x: number; readonly width: number }[];
}

/** Which labels fit depends on the browser's width: those for wide screens hide on narrow ones. */
function Labels({ buckets, bucketing, bands }: LabelsProps) {
  const wide = labelStep(buckets.length, MOST_LABELS.wide);
  const narrow = wide * labelStep(Math.ceil(buckets.length / wide), MOST_LABELS.narrow);
  return (
    <svg aria-hidden className="h-6 w-full overflow-visible">
      {bands.map(({ x, width }, i) =>
        i % wide === 0 ? (
          <text
            key={buckets[i]}
            x={`${((x + width / 2) / PLOT.width) * 100}%`}
            y="18"
            textAnchor="middle"
            className={`fill-muted-foreground text-xs ${i % narrow === 0 ? '' : 'max-sm:hidden'}`}
          >
            {formatTick(buckets[i] ?? '', bucketing)}
          </text>
        ) : null,
      )}
    </svg>
  );
}
