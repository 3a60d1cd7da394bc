import type { Metadata } from 'next';
import { Sessions } from '@/features/account/sessions';

export const metadata: Metadata = { title: 'Sessions' };

interface PageProps {
  readonly searchParams: Promise<{ readonly after?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { after } = await searchParams;
  return <Sessions after={typeof after === 'string' ? after : null} />;
}
