import type { Metadata } from 'next';
import { ChangedSource } from '@/features/sources/changed-source';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'Change a source of bills' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <ChangedSource params={await searchParams} />;
}
