import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { loadKpis } from '@/features/kpis/kpi-params';
import { Kpis } from '@/features/kpis/kpis';

export const metadata: Metadata = { title: 'KPIs' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <Kpis params={await loadKpis(searchParams)} />;
}
