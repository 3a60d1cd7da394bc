import type { Metadata } from 'next';
import { NewSource } from '@/features/sources/new-source';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'Add a source of bills' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <NewSource params={await searchParams} />;
}
