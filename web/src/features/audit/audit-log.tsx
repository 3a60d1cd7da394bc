import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { AdministrationFailure } from '@/features/administration/administration-failure';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { Pager } from '@/features/administration/pager';
import { AuditItem_EntryFragmentDoc, AuditLogDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { readFragment } from '@/lib/graph/fragment';
import type { Part } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { param, type SearchParams } from '@/lib/search-params';
import { AUDIT_PAGE, auditAddress, auditFilterOf, auditViewOf } from './audit-filter';
import { AuditFilterForm } from './audit-filter-form';
import { AuditItem } from './audit-item';

const PAGE = 50;

/** Undefined for accounts that are gone: the form shows the id of them. */
const emailOf = (user: Part<{ readonly email: string }> | undefined): string | undefined =>
  user instanceof Refusal ? undefined : user?.email;

/** What happened to accounts, newest first, for administrators. */
export async function AuditLog({ params }: { readonly params: SearchParams }) {
  await requireAdministrator();
  const view = auditViewOf(params);
  const after = param(params, 'after') ?? null;
  const { auditLog, actor, subject } = await askForParts(AuditLogDocument, {
    first: PAGE,
    after,
    filter: auditFilterOf(view),
    actor: view.actor ?? '',
    hasActor: view.actor !== undefined,
    subject: view.subject ?? '',
    hasSubject: view.subject !== undefined,
  });
  if (auditLog instanceof Refusal) {
    return <AdministrationFailure title="Audit log" refusal={auditLog} startAt={AUDIT_PAGE} />;
  }
  const { nodes, pageInfo } = auditLog;
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">Audit log</h1>
      <AdministrationNav />
      <Card aria-label="Audit log" className="grid gap-4">
        <AuditFilterForm view={view} actor={emailOf(actor)} subject={emailOf(subject)} />
        {nodes.length > 0 ? (
          <ol className="divide-y divide-border" aria-label="Entries, newest first">
            {nodes.map((node) => {
              const entry = readFragment(AuditItem_EntryFragmentDoc, node);
              return <AuditItem key={entry.id} entry={entry} />;
            })}
          </ol>
        ) : (
          <p className="text-sm">
            Nothing of this kind happened.{' '}
            <Link href={AUDIT_PAGE} prefetch={false} className="text-primary underline">
              Show everything
            </Link>
          </p>
        )}
        <Pager
          next={pageInfo.hasNextPage ? auditAddress(view, pageInfo.endCursor) : undefined}
          first={after ? auditAddress(view) : undefined}
        />
      </Card>
    </>
  );
}
