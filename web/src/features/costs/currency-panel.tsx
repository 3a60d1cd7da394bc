import { Card, CardTitle } from '@/components/ui/card';
import { DownloadLinks } from '@/features/exports/download-links';
import { PartFailure } from '@/features/shell/part-failure';
import type { ConversionNote_ConversionFragmentDoc } from '@/generated/graphql';
import { formatPeriod, previousPeriod } from '@/lib/calendar';
import { cn } from '@/lib/class-names';
import { formatAmount } from '@/lib/decimal';
import type { FragmentOf } from '@/lib/graph/fragment';
import type { Refusal } from '@/lib/graph/refusal';
import { Change } from './change';
import { ConversionNote } from './conversion-note';
import { CostBreakdown } from './cost-breakdown';
import { CostChart } from './cost-chart';
import type { CurrencyCosts } from './cost-table';
import type { CostView } from './view';
import { ViewLink } from './view-link';
import { exportLink, viewLink } from './view-params';
import { METRIC_NAMES, termName } from './vocabulary';

interface CurrencyPanelProps {
  readonly view: CostView;
  readonly table: CurrencyCosts;
  readonly currencies: readonly CurrencyCosts[];
  /** How amounts were converted; null when they were not. */
  readonly conversion: FragmentOf<typeof ConversionNote_ConversionFragmentDoc> | null;
  readonly withoutCost: number;
  /** Why there is nothing to compare with, where it was asked for. */
  readonly failure: Refusal | undefined;
}

/** Totals of each currency, then chart and table of one: amounts of different currencies are never added. */
export function CurrencyPanel(props: CurrencyPanelProps) {
  const { view, table, currencies, conversion, withoutCost, failure } = props;
  const by = view.group.map(termName).join(' and ').toLowerCase();
  return (
    <>
      <ul className="flex flex-wrap gap-3" aria-label="Totals">
        {currencies.map((costs) => (
          <li key={costs.currency} className="min-w-56 flex-1 sm:max-w-sm">
            <ViewLink
              href={viewLink(view, costs.currency)}
              aria-current={costs === table ? 'true' : undefined}
              className={cn(
                'block h-full rounded-lg border bg-card p-4',
                costs === table && currencies.length > 1
                  ? 'border-primary'
                  : 'border-border hover:border-input',
              )}
            >
              <span className="block text-muted-foreground text-sm">
                {METRIC_NAMES[view.metric]}
                {conversion ? ', converted' : ''}
              </span>
              <span className="block font-semibold text-2xl tabular-nums" title={costs.total}>
                {formatAmount(costs.total)}{' '}
                <span className="font-medium text-base">{costs.currency}</span>
              </span>
              <span className="block text-muted-foreground text-sm">
                {costs.before === null ? (
                  failure ? (
                    'The period before could not be loaded'
                  ) : (
                    'No earlier period to compare with'
                  )
                ) : (
                  <>
                    <Change tenths={costs.change} /> against {formatAmount(costs.before)}{' '}
                    {costs.currency} before
                  </>
                )}
              </span>
            </ViewLink>
          </li>
        ))}
      </ul>
      <Card aria-labelledby="costs-title" className="grid min-w-0 gap-4">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
          <div>
            <CardTitle id="costs-title">
              {by ? `Costs by ${by}` : 'Costs'} in {table.currency}
            </CardTitle>
            <p className="text-muted-foreground text-sm">
              {formatPeriod(view)}, UTC
              {failure
                ? '.'
                : table.before === null
                  ? '. The bills do not cover the period before.'
                  : `, against ${formatPeriod(previousPeriod(view))}`}
            </p>
          </div>
          <DownloadLinks
            what="these costs"
            hrefOf={(format) =>
              exportLink(view, {
                format,
                currency: table.currency,
                compares: table.before !== null,
              })
            }
          />
        </div>
        {conversion ? (
          <ConversionNote conversion={conversion} compares={table.before !== null} />
        ) : null}
        {failure ? (
          <PartFailure title="The period before could not be loaded" refusal={failure} />
        ) : null}
        {table.buckets.length > 0 ? <CostChart view={view} table={table} /> : null}
        <CostBreakdown view={view} table={table} />
        {withoutCost > 0 ? (
          <p className="text-muted-foreground text-sm">
            {withoutCost.toLocaleString('en-US')} charges of this period have no value for this
            cost.
          </p>
        ) : null}
      </Card>
    </>
  );
}
