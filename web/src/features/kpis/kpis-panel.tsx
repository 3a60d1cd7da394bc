import { Notice } from '@/components/ui/notice';
import { ConversionNote } from '@/features/costs/conversion-note';
import { ViewLink } from '@/features/costs/view-link';
import { DownloadLinks } from '@/features/exports/download-links';
import { PartFailure } from '@/features/shell/part-failure';
import type { KpiPageQuery } from '@/generated/graphql';
import { formatPeriod, type Period, previousPeriod } from '@/lib/calendar';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { KpiCurrency } from './kpi-currency';
import { kpiExportLink, kpiLink } from './kpi-params';
import type { KpiView } from './kpi-view';

interface KpisPanelProps {
  readonly view: KpiView;
  readonly extent: Period | null;
  readonly current: NonNullable<KpiPageQuery['current']>;
  /** Absent where the bills do not cover the period before. */
  readonly previous: Parts<KpiPageQuery>['previous'] | undefined;
}

/** The KPIs currency by currency: amounts of different currencies are never added. */
export function KpisPanel({ view, extent, current, previous }: KpisPanelProps) {
  const { rows, conversion } = current;
  if (rows.length === 0) return <NoCharges view={view} extent={extent} />;
  const before = previous instanceof Refusal ? undefined : previous;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <p className="text-muted-foreground text-sm">
          {formatPeriod(view)}, UTC
          {before
            ? `, against ${formatPeriod(previousPeriod(view))}`
            : previous instanceof Refusal
              ? '.'
              : '. The bills do not cover the period before.'}
        </p>
        <DownloadLinks what="these KPIs" hrefOf={(format) => kpiExportLink(view, format)} />
      </div>
      {conversion ? (
        <ConversionNote conversion={conversion} compares={before !== undefined} />
      ) : null}
      {previous instanceof Refusal ? (
        <PartFailure title="The period before could not be loaded" refusal={previous} />
      ) : null}
      {rows.map((row) => (
        <KpiCurrency
          key={row.currency}
          row={row}
          earlier={before?.rows.find(({ currency }) => currency === row.currency)}
        />
      ))}
      {view.tag === null ? (
        <p className="text-muted-foreground text-sm">
          Choose a tag above to see how much of the cost has it.
        </p>
      ) : null}
    </>
  );
}

type NoChargesProps = Pick<KpisPanelProps, 'view' | 'extent'>;

function NoCharges({ view, extent }: NoChargesProps) {
  return (
    <Notice title={`No charges in ${formatPeriod(view)}`}>
      {extent ? (
        <>
          <p>The bills that you may see cover {formatPeriod(extent)}.</p>
          <p>
            <ViewLink
              href={kpiLink({ ...view, ...extent })}
              className="font-medium text-primary underline"
            >
              Show the KPIs of all bills
            </ViewLink>
          </p>
        </>
      ) : (
        <p>KPIs are made from bills: once one is imported, they show here.</p>
      )}
    </Notice>
  );
}
