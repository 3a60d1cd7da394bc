import { Suspense } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { requireSession } from '@/lib/session/current-session';
import type { loadKpis } from './kpi-params';
import { KpisContent } from './kpis-content';

interface KpisProps {
  readonly params: Awaited<ReturnType<typeof loadKpis>>;
}

export async function Kpis({ params }: KpisProps) {
  await requireSession();
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl">KPIs</h1>
      <Suspense fallback={<KpisSkeleton />}>
        <KpisContent params={params} />
      </Suspense>
    </>
  );
}

function KpisSkeleton() {
  return (
    <div className="grid gap-4" role="status" aria-label="Loading KPIs">
      <Skeleton className="h-28" />
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
    </div>
  );
}
