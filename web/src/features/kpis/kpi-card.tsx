import { Card } from '@/components/ui/card';
import type { KpiValueFragment } from '@/generated/graphql';
import { shownChange, shownTerm, shownValue, unknownReason } from './kpi-figure';
import { meaningOf, UNITS } from './vocabulary';

interface KpiCardProps {
  readonly value: KpiValueFragment;
  readonly currency: string;
  /** In the period before; undefined where there is none to compare with. */
  readonly before: string | null | undefined;
}

/** One KPI with what it is made of: nobody has to believe a percentage. */
export function KpiCard({ value: figure, currency, before }: KpiCardProps) {
  const { kpi, title, unit, value, numerator, denominator, formula, inputs } = figure;
  const terms = denominator ? [numerator, denominator] : [];
  return (
    <Card className="flex h-full flex-col gap-2 text-sm">
      <h4 className="font-medium">{title}</h4>
      {value === null ? (
        <div>
          <p className="font-semibold text-2xl text-muted-foreground">Unknown</p>
          <p className="text-muted-foreground">{unknownReason(figure)}</p>
        </div>
      ) : (
        <p className="font-semibold text-2xl tabular-nums" title={value}>
          {shownValue(value, unit, currency)}
        </p>
      )}
      <Before figure={figure} currency={currency} before={before} />
      <p className="text-muted-foreground">{meaningOf(kpi)}</p>
      {terms.length > 0 ? (
        <dl className="grid gap-0.5 border-border border-t pt-2">
          {terms.map((term) => (
            <div key={term.name} className="flex flex-wrap justify-between gap-x-3">
              <dt className="text-muted-foreground">{term.name}</dt>
              <dd className="ml-auto tabular-nums" title={term.value ?? undefined}>
                {shownTerm(term.name, term.value, currency)}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <details className="mt-auto">
        <summary className="w-fit text-primary">
          Formula and inputs<span className="sr-only"> of {title}</span>
        </summary>
        <p className="wrap-anywhere mt-1 rounded-md bg-muted p-2 font-mono text-xs">{formula}</p>
        <dl className="mt-1 grid gap-0.5 text-xs">
          {inputs.map((input) => (
            <div key={input.name} className="flex flex-wrap justify-between gap-x-3">
              <dt className="font-mono">{input.name}</dt>
              <dd className="ml-auto tabular-nums">
                {input.value === null
                  ? 'no value'
                  : `${input.value} ${UNITS[input.name] ?? currency}`}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  );
}

interface BeforeProps {
  readonly figure: KpiValueFragment;
  readonly currency: string;
  readonly before: string | null | undefined;
}

function Before({ figure, currency, before }: BeforeProps) {
  if (before === undefined) return null;
  const change = shownChange(figure, before);
  return (
    <p className="text-muted-foreground tabular-nums">
      {before === null ? 'Unknown' : shownValue(before, figure.unit, currency)} before
      {change === null ? '' : ` (${change})`}
    </p>
  );
}
