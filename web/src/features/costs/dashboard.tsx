import { Suspense } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { requireSession } from '@/lib/session/current-session';
import { DashboardContent } from './dashboard-content';
import type { loadPage } from './view-params';

interface DashboardProps {
  readonly params: Awaited<ReturnType<typeof loadPage>>;
}

export async function Dashboard({ params }: DashboardProps) {
  await requireSession();
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl">Costs</h1>
      <Suspense fallback={<DashboardSkeleton />}>
        <DashboardContent params={params} />
      </Suspense>
    </>
  );
}

function DashboardSkeleton() {
  return (
    <div className="grid gap-4" role="status" aria-label="Loading costs">
      <Skeleton className="h-28" />
      <Skeleton className="h-24" />
      <Skeleton className="h-96" />
      <Skeleton className="h-80" />
    </div>
  );
}
