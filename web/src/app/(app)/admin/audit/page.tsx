import type { Metadata } from 'next';
import { AuditLog } from '@/features/audit/audit-log';
import type { SearchParams } from '@/lib/search-params';

export const metadata: Metadata = { title: 'Audit log' };

interface PageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function Page({ searchParams }: PageProps) {
  return <AuditLog params={await searchParams} />;
}
