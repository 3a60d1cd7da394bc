import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { SessionItem_SessionFragment } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { deviceName } from './device-name';

const Moment = ({ at }: { readonly at: string }) => <time dateTime={at}>{formatMoment(at)}</time>;

interface SessionItemProps {
  readonly session: SessionItem_SessionFragment;
  /** What ends it, given how it is called; the session that asks is ended by signing out. */
  readonly end: (name: string) => ReactNode;
}

/** One place where the account is signed in, and the way to end it. */
export function SessionItem({ session, end }: SessionItemProps) {
  const { ipAddress, userAgent, createdAt, lastUsedAt, expiresAt, current } = session;
  const name = deviceName(userAgent);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="grid min-w-0 gap-1 text-sm">
        <p className="flex flex-wrap items-center gap-2">
          <span className="break-all font-medium" title={userAgent ?? undefined}>
            {name}
          </span>
          {current ? <Badge tone="success">This session</Badge> : null}
        </p>
        <p className="text-muted-foreground tabular-nums">
          {ipAddress ?? 'Unknown address'} · last used <Moment at={lastUsedAt ?? createdAt} />
        </p>
        <p className="text-muted-foreground text-xs tabular-nums">
          Signed in <Moment at={createdAt} />, ends by <Moment at={expiresAt} />
        </p>
      </div>
      {current ? null : end(name)}
    </li>
  );
}
