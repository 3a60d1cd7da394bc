import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { Dashboard } from '@/features/costs/dashboard';
import { loadPage } from '@/features/costs/view-params';

export const metadata: Metadata = { title: 'Costs' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <Dashboard params={await loadPage(searchParams)} />;
}
