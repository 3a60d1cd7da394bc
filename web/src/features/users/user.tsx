import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Card, CardTitle } from '@/components/ui/card';
import { AdministrationFailure } from '@/features/administration/administration-failure';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { mayEndSessions, mayManage, rolesToGive } from '@/features/administration/rights';
import { auditAddress } from '@/features/audit/audit-filter';
import { UserAccountDocument } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { param, type SearchParams } from '@/lib/search-params';
import { RoleForm } from './role-form';
import { USERS_PAGE } from './user-filter';
import { UserSessions } from './user-sessions';
import { UserStatusButtons } from './user-status';
import { ROLE_NAMES, STATUSES } from './vocabulary';

const SESSIONS = 20;

interface UserProps {
  readonly id: string;
  readonly params: SearchParams;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5 text-sm">
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="wrap-anywhere tabular-nums">{children}</dd>
    </div>
  );
}

/** One account, for administrators. */
export async function User({ id, params }: UserProps) {
  const viewer = await requireAdministrator();
  const after = param(params, 'after') ?? null;
  const page = { id, first: SESSIONS, after };
  const { user, sessions } = await askForParts(UserAccountDocument, page);
  if (user instanceof Refusal) {
    if (user.code === 'NOT_FOUND') notFound();
    return <AdministrationFailure title="User" refusal={user} startAt={USERS_PAGE} />;
  }
  const { email, name, role, status, createdAt, updatedAt } = user;
  const links = [
    ['What was done to it', auditAddress({ subject: id })],
    ['What it did', auditAddress({ actor: id })],
  ] as const;
  return (
    <>
      <h1 className="mb-2 flex flex-wrap items-center gap-2 font-semibold text-xl">
        <span className="wrap-anywhere min-w-0">{email}</span>
        <Badge>{ROLE_NAMES[role]}</Badge>
        <Badge tone={STATUSES[status].tone}>{STATUSES[status].name}</Badge>
      </h1>
      <AdministrationNav />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card aria-labelledby="account-title" className="grid gap-4">
          <CardTitle id="account-title">Account</CardTitle>
          <dl className="grid grid-cols-2 gap-3">
            <Fact name="Name">{name ?? 'None given'}</Fact>
            <Fact name="Id">
              <code className="font-mono text-xs">{id}</code>
            </Fact>
            <Fact name="Since">{formatMoment(createdAt)}</Fact>
            <Fact name="Last changed">{formatMoment(updatedAt)}</Fact>
          </dl>
          {mayManage(viewer, user) ? (
            <div className="grid gap-4 border-border border-t pt-4">
              {status === 'DELETED' ? null : (
                <RoleForm id={id} role={role} roles={rolesToGive(viewer)} />
              )}
              <UserStatusButtons id={id} email={email} status={status} />
            </div>
          ) : (
            <p className="border-border border-t pt-4 text-muted-foreground text-sm">
              {viewer.id === id
                ? 'Nobody changes their own role or status. Another administrator does.'
                : 'Your role may not change this account.'}
            </p>
          )}
          <p className="flex flex-wrap gap-x-4 gap-y-1 border-border border-t pt-4 text-sm">
            <span className="text-muted-foreground">Audit log:</span>
            {links.map(([label, href]) => (
              <Link key={href} href={href} prefetch={false} className="text-primary underline">
                {label}
              </Link>
            ))}
          </p>
        </Card>
        <UserSessions
          id={id}
          email={email}
          sessions={sessions}
          after={after}
          mayEnd={mayEndSessions(viewer, user)}
        />
      </div>
    </>
  );
}
