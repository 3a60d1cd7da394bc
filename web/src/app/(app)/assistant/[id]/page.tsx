import { Suspense } from 'react';
import { Skeleton } from '@/components/ui/skeleton';
import { StoredThread } from '@/features/assistant/stored-thread';
import { ConversationDocument } from '@/generated/graphql';
import { PreloadQuery } from '@/lib/graph/server-client';
import { requireSession } from '@/lib/session/current-session';

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  await requireSession();
  const { id: segment } = await params;
  const id = decodeURIComponent(segment);
  return (
    <PreloadQuery query={ConversationDocument} variables={{ id }}>
      {(queryRef) => (
        <Suspense fallback={<Skeleton className="h-96" />}>
          <StoredThread id={id} queryRef={queryRef} />
        </Suspense>
      )}
    </PreloadQuery>
  );
}
