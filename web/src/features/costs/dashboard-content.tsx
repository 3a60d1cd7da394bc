import { ImportsPanel } from '@/features/imports/imports-panel';
import { DataExtentDocument, LatestImportsDocument } from '@/generated/graphql';
import type { Period } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { CostsFailure } from './costs-failure';
import { CostsSection } from './costs-section';
import type { loadPage } from './view-params';

interface DashboardContentProps {
  readonly params: Awaited<ReturnType<typeof loadPage>>;
}

/** From the first to the last day of the bills; null without any. */
async function dataExtent(): Promise<Period | null | Refusal> {
  const { billingPeriods } = await askForParts(DataExtentDocument, {});
  if (billingPeriods instanceof Refusal) return billingPeriods;
  const starts = billingPeriods.map(({ start }) => start).sort();
  const ends = billingPeriods.flatMap(({ end }) => end ?? []).sort();
  const [from] = starts;
  const to = ends.at(-1);
  return from && to && from < to ? { from, to } : null;
}

export async function DashboardContent({ params }: DashboardContentProps) {
  // Costs are asked for last: those of an import that is shown as published are among them.
  const [extent, { imports }] = await Promise.all([
    dataExtent(),
    askForParts(LatestImportsDocument, {}),
  ]);
  return (
    <div className="grid gap-4">
      {extent instanceof Refusal ? (
        <CostsFailure refusal={extent} />
      ) : (
        <CostsSection
          params={params}
          extent={extent}
          hasImports={imports instanceof Refusal || imports.totalCount > 0}
        />
      )}
      <ImportsPanel imports={imports} />
    </div>
  );
}
