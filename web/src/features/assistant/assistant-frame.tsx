import { headers } from 'next/headers';
import { type ReactNode, Suspense } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { ConversationsDocument } from '@/generated/graphql';
import { GraphProvider } from '@/lib/graph/graph-provider';
import { PreloadQuery } from '@/lib/graph/server-client';
import { NONCE_HEADER } from '@/lib/request-facts';
import { requireSession } from '@/lib/session/current-session';
import { ConversationList } from './conversation-list';

/** The list of conversations beside one of them. Everything in here lives in the browser's cache. */
export async function AssistantFrame({ children }: { readonly children: ReactNode }) {
  await requireSession();
  const nonce = (await headers()).get(NONCE_HEADER) ?? '';
  return (
    <GraphProvider nonce={nonce}>
      <div className="grid gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <aside aria-label="Conversations" className="min-w-0 max-lg:order-last">
          <PreloadQuery query={ConversationsDocument} errorPolicy="all">
            {(queryRef) => (
              <Suspense fallback={<Skeleton className="h-40" />}>
                <ConversationList queryRef={queryRef} />
              </Suspense>
            )}
          </PreloadQuery>
        </aside>
        <div className="min-w-0">{children}</div>
      </div>
    </GraphProvider>
  );
}
