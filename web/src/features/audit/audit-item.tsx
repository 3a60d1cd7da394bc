import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { deviceName } from '@/features/account/device-name';
import type { AuditItem_EntryFragment } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { ACTOR_NAMES, EVENT_NAMES, OUTCOME_NAMES } from './vocabulary';

interface AccountProps {
  readonly account: AuditItem_EntryFragment['actor'];
  readonly id: string | null;
  /** Where no account is named. */
  readonly otherwise: string;
}

function Account({ account, id, otherwise }: AccountProps) {
  if (!account) return <span title={id ?? undefined}>{otherwise}</span>;
  return (
    <Link
      href={`/admin/users/${account.id}`}
      prefetch={false}
      className="break-all text-primary underline"
    >
      {account.email}
    </Link>
  );
}

/** One entry of the audit log. */
export function AuditItem({ entry }: { readonly entry: AuditItem_EntryFragment }) {
  const { createdAt, event, outcome, actorKind, actorId, actor, subjectId, subject } = entry;
  const { ipAddress, userAgent, requestId, details } = entry;
  const aboutAnother = subjectId !== null && subjectId !== actorId;
  return (
    <li className="grid gap-1 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{EVENT_NAMES[event]}</span>
        {outcome === 'FAILURE' ? <Badge tone="warning">{OUTCOME_NAMES.FAILURE}</Badge> : null}
        <time
          dateTime={createdAt}
          title={createdAt}
          className="ml-auto text-muted-foreground text-xs tabular-nums"
        >
          {formatMoment(createdAt)}
        </time>
      </div>
      <p>
        by <Account account={actor} id={actorId} otherwise={ACTOR_NAMES[actorKind]} />
        {aboutAnother ? (
          <>
            {' · about '}
            <Account account={subject} id={subjectId} otherwise="an account that is gone" />
          </>
        ) : null}
      </p>
      {details.length > 0 ? (
        <dl className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {details.map(({ name, value }) => (
            <div key={name} className="flex min-w-0 gap-1">
              <dt className="text-muted-foreground">{name}</dt>
              <dd className="break-all font-mono">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <p className="break-all text-muted-foreground text-xs tabular-nums">
        {ipAddress ?? 'Unknown address'}
        {userAgent ? <span title={userAgent}> · {deviceName(userAgent)}</span> : null}
        {requestId ? ` · request ${requestId}` : null}
      </p>
    </li>
  );
}
