import type { Metadata } from 'next';
import { Users } from '@/features/users/users';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'Users' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <Users params={await searchParams} />;
}
