import { ImportsPanel } from '@/features/imports/imports-panel';
import { DashboardDocument, DataExtentDocument, LatestImportsDocument } from '@/generated/graphql';
import { type Period, today } from '@/lib/calendar';
import { ask } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { chargesWithoutCost, costTables } from './cost-table';
import { CostsFailure } from './costs-failure';
import { CurrencyPanel } from './currency-panel';
import { EmptyCosts } from './empty-costs';
import { FilterBar } from './filter-bar';
import { FilterChips } from './filter-chips';
import { PendingScope } from './pending';
import { costsInput, isComparable, presets, previousInput, resolveView } from './view';
import type { loadPage } from './view-params';

interface DashboardContentProps {
  readonly params: Awaited<ReturnType<typeof loadPage>>;
}

/** From the first to the last day of the bills; null without any. */
async function dataExtent(): Promise<Period | null> {
  const { billingPeriods } = await ask(DataExtentDocument, {});
  const starts = billingPeriods.map(({ start }) => start).sort();
  const ends = billingPeriods.flatMap(({ end }) => end ?? []).sort();
  const [from] = starts;
  const to = ends.at(-1);
  return from && to && from < to ? { from, to } : null;
}

async function load(params: DashboardContentProps['params']) {
  // Costs are asked for last: those of an import that is shown as published are among them.
  const [extent, { imports }] = await Promise.all([dataExtent(), ask(LatestImportsDocument, {})]);
  const view = resolveView(params, extent, today());
  const variables = {
    current: costsInput(view),
    previous: previousInput(view),
    compare: isComparable(view, extent),
  };
  return { extent, imports, view, costs: await ask(DashboardDocument, variables) };
}

export async function DashboardContent({ params }: DashboardContentProps) {
  const loaded = await load(params).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  if (loaded instanceof Refusal) return <CostsFailure refusal={loaded} />;
  const { view, extent, imports, costs } = loaded;
  const { current, previous, tagKeys } = costs;
  const tables = costTables(view, current, previous ?? null);
  const table = tables.find(({ currency }) => currency === params.currency) ?? tables[0];
  return (
    <PendingScope
      controls={
        <>
          <FilterBar
            view={view}
            presets={presets(extent, today())}
            tagKeys={tagKeys.flatMap(({ value }) => value ?? [])}
          />
          <FilterChips view={view} />
        </>
      }
    >
      {table ? (
        <CurrencyPanel
          view={view}
          table={table}
          currencies={tables}
          withoutCost={chargesWithoutCost(current)}
        />
      ) : (
        <EmptyCosts view={view} extent={extent} hasImports={imports.totalCount > 0} />
      )}
      <ImportsPanel imports={imports.nodes} total={imports.totalCount} />
    </PendingScope>
  );
}
