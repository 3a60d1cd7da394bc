import { ImportsPanel } from '@/features/imports/imports-panel';
import { LatestImportsDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { CostsFailure } from './costs-failure';
import { CostsSection } from './costs-section';
import { dataExtent } from './data-extent';
import { rateSources } from './rate-sources';
import type { loadPage } from './view-params';

interface DashboardContentProps {
  readonly params: Awaited<ReturnType<typeof loadPage>>;
}

export async function DashboardContent({ params }: DashboardContentProps) {
  // Costs are asked for last: those of an import that is shown as published are among them.
  const [extent, rates, { imports }] = await Promise.all([
    dataExtent(),
    rateSources(),
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
          rateSources={rates}
          hasImports={imports instanceof Refusal || imports.totalCount > 0}
        />
      )}
      <ImportsPanel imports={imports} />
    </div>
  );
}
