import type { Metadata } from 'next';
import { providerFailure } from '@/features/auth/provider-failures';
import { Security } from '@/features/security/security';

export const metadata: Metadata = { title: 'Security' };

interface PageProps {
  readonly searchParams: Promise<{ readonly failed?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { failed } = await searchParams;
  return <Security failure={providerFailure(failed)} />;
}
