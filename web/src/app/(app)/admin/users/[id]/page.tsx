import type { Metadata } from 'next';
import { User } from '@/features/users/user';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'User' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ id }, search] = await Promise.all([params, searchParams]);
  return <User id={id} params={search} />;
}
