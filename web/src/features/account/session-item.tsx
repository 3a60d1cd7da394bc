import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import type { SessionItem_SessionFragment } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { revokeSession } from './actions';
import { deviceName } from './device-name';

const Moment = ({ at }: { readonly at: string }) => <time dateTime={at}>{formatMoment(at)}</time>;

/** One place where the account is signed in, and the way to end it. */
export function SessionItem({ session }: { readonly session: SessionItem_SessionFragment }) {
  const { id, ipAddress, userAgent, createdAt, lastUsedAt, expiresAt, current } = session;
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
      {current ? null : (
        <form action={revokeSession}>
          <input type="hidden" name="id" value={id} />
          <Button type="submit" variant="outline" size="small">
            End<span className="sr-only"> the session of {name}</span>
          </Button>
        </form>
      )}
    </li>
  );
}
