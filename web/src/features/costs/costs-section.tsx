import { DownloadFailure } from '@/features/exports/download-failure';
import { PartFailure } from '@/features/shell/part-failure';
import { DashboardDocument } from '@/generated/graphql';
import { type Period, today } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import type { RateSource } from './conversion-choice';
import { chargesWithoutCost, costTables } from './cost-table';
import { CostsFailure } from './costs-failure';
import { CurrencyPanel } from './currency-panel';
import { EmptyCosts } from './empty-costs';
import { FilterBar } from './filter-bar';
import { FilterChips } from './filter-chips';
import { PendingScope } from './pending';
import { costsInput, isComparable, presets, previousInput, resolveView } from './view';
import { type loadPage, viewLink } from './view-params';

interface CostsSectionProps {
  readonly params: Awaited<ReturnType<typeof loadPage>>;
  readonly extent: Period | null;
  readonly rateSources: readonly RateSource[] | Refusal;
  readonly hasImports: boolean;
}

/** The costs of a view and the controls that change it, which are there whatever becomes of the costs. */
export async function CostsSection(props: CostsSectionProps) {
  const { params, extent, rateSources, hasImports } = props;
  const view = resolveView(params, extent, today());
  const { current, previous, tagKeys } = await askForParts(DashboardDocument, {
    current: costsInput(view),
    previous: previousInput(view),
    compare: isComparable(view, extent),
    convert: view.convert !== null,
  });
  const controls = (
    <>
      <FilterBar
        view={view}
        presets={presets(extent, today())}
        tagKeys={tagKeys instanceof Refusal ? [] : tagKeys.flatMap(({ value }) => value ?? [])}
        rateSources={rateSources instanceof Refusal ? [] : rateSources}
      />
      <FilterChips view={view} />
      {params.failed ? <DownloadFailure code={params.failed} /> : null}
    </>
  );
  if (current instanceof Refusal) {
    return (
      <PendingScope controls={controls}>
        <CostsFailure
          refusal={current}
          conversion={{ choice: view, linkTo: (choice) => viewLink({ ...view, ...choice }) }}
        />
      </PendingScope>
    );
  }
  const before = previous instanceof Refusal ? null : (previous ?? null);
  const tables = costTables(view, current, before);
  const table = tables.find(({ currency }) => currency === params.currency) ?? tables[0];
  return (
    <PendingScope controls={controls}>
      {tagKeys instanceof Refusal ? (
        <PartFailure title="The keys of tags could not be loaded" refusal={tagKeys} />
      ) : null}
      {rateSources instanceof Refusal ? (
        <PartFailure title="The exchange rates could not be loaded" refusal={rateSources} />
      ) : null}
      {table ? (
        <CurrencyPanel
          view={view}
          table={table}
          currencies={tables}
          conversion={current.conversion ?? null}
          withoutCost={chargesWithoutCost(current)}
          failure={previous instanceof Refusal ? previous : undefined}
        />
      ) : (
        <EmptyCosts view={view} extent={extent} hasImports={hasImports} />
      )}
    </PendingScope>
  );
}
