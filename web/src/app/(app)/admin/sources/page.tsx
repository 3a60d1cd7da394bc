import type { Metadata } from 'next';
import { Sources } from '@/features/sources/sources';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'Sources of bills' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <Sources params={await searchParams} />;
}
