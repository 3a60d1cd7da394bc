import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { OwnSessionsDocument, SessionItem_SessionFragmentDoc } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { readFragment } from '@/lib/graph/fragment';
import { Refusal } from '@/lib/graph/refusal';
import { requireSession } from '@/lib/session/current-session';
import { AccountNav } from './account-nav';
import { endOtherSessions, revokeSession, signOutEverywhere } from './actions';
import { SessionItem } from './session-item';

const PAGE = 50;

/** Where the account is signed in, newest first. */
export async function Sessions({ after }: { readonly after: string | null }) {
  await requireSession();
  const { sessions } = await askForParts(OwnSessionsDocument, { first: PAGE, after });
  if (sessions instanceof Refusal) throw sessions;
  const { nodes, pageInfo, totalCount } = sessions;
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">Your account</h1>
      <AccountNav />
      <Card aria-labelledby="sessions-title" className="grid gap-2">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <CardTitle id="sessions-title">Sessions</CardTitle>
          <span className="text-muted-foreground text-sm">
            {totalCount === 1 ? '1 session' : `${totalCount} sessions`}
          </span>
        </div>
        <ul className="divide-y divide-border">
          {nodes.map((node) => {
            const session = readFragment(SessionItem_SessionFragmentDoc, node);
            return (
              <SessionItem
                key={session.id}
                session={session}
                end={(name) => (
                  <form action={revokeSession}>
                    <input type="hidden" name="id" value={session.id} />
                    <Button type="submit" variant="outline" size="small">
                      End<span className="sr-only"> the session of {name}</span>
                    </Button>
                  </form>
                )}
              />
            );
          })}
        </ul>
        {pageInfo.hasNextPage ? (
          <Link
            href={`/account/sessions?after=${encodeURIComponent(pageInfo.endCursor ?? '')}`}
            className="w-fit text-primary text-sm underline"
          >
            Older sessions
          </Link>
        ) : null}
        <div className="flex flex-wrap gap-2 border-border border-t pt-4">
          <form action={endOtherSessions}>
            <Button type="submit" variant="outline" disabled={totalCount < 2}>
              End all other sessions
            </Button>
          </form>
          <form action={signOutEverywhere}>
            <Button type="submit" variant="ghost">
              Sign out everywhere
            </Button>
          </form>
        </div>
        <p className="text-muted-foreground text-sm">
          What an ended session may still do ends within 5 seconds.
        </p>
      </Card>
    </>
  );
}
