import { CostsFailure } from '@/features/costs/costs-failure';
import { dataExtent } from '@/features/costs/data-extent';
import { PendingScope } from '@/features/costs/pending';
import { rateSources } from '@/features/costs/rate-sources';
import { isComparable, presets } from '@/features/costs/view';
import { DownloadFailure } from '@/features/exports/download-failure';
import { PartFailure } from '@/features/shell/part-failure';
import { KpiPageDocument } from '@/generated/graphql';
import { today } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { KpiBar } from './kpi-bar';
import { KPIS_PAGE, kpiLink, type loadKpis } from './kpi-params';
import { kpisInput, previousKpisInput, resolveKpiView } from './kpi-view';
import { KpisPanel } from './kpis-panel';

interface KpisContentProps {
  readonly params: Awaited<ReturnType<typeof loadKpis>>;
}

/** The KPIs of a view and the controls that change it, which are there whatever becomes of the KPIs. */
export async function KpisContent({ params }: KpisContentProps) {
  const [extent, rates] = await Promise.all([dataExtent(), rateSources()]);
  if (extent instanceof Refusal)
    return <CostsFailure refusal={extent} what="KPIs" home={KPIS_PAGE} />;
  const view = resolveKpiView(params, extent, today());
  const { current, previous, tagKeys } = await askForParts(KpiPageDocument, {
    current: kpisInput(view),
    previous: previousKpisInput(view),
    compare: isComparable(view, extent),
  });
  const controls = (
    <KpiBar
      view={view}
      presets={presets(extent, today())}
      tagKeys={tagKeys instanceof Refusal ? [] : tagKeys.flatMap(({ value }) => value ?? [])}
      rateSources={rates instanceof Refusal ? [] : rates}
    />
  );
  return (
    <PendingScope controls={controls}>
      {params.failed ? <DownloadFailure code={params.failed} /> : null}
      {tagKeys instanceof Refusal ? (
        <PartFailure title="The keys of tags could not be loaded" refusal={tagKeys} />
      ) : null}
      {rates instanceof Refusal ? (
        <PartFailure title="The exchange rates could not be loaded" refusal={rates} />
      ) : null}
      {current instanceof Refusal ? (
        <CostsFailure
          refusal={current}
          what="KPIs"
          home={KPIS_PAGE}
          conversion={{ choice: view, linkTo: (choice) => kpiLink({ ...view, ...choice }) }}
        />
      ) : (
        <KpisPanel view={view} extent={extent} current={current} previous={previous} />
      )}
    </PendingScope>
  );
}
