'use client';

import type { QueryRef } from '@apollo/client/react';
import { useReadQuery } from '@apollo/client/react';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { PartFailure } from '@/features/shell/part-failure';
import type { ConversationsQuery, ConversationsQueryVariables } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { cn } from '@/lib/class-names';
import { failureOf } from '@/lib/graph/failure-of';

type Conversation = NonNullable<ConversationsQuery['conversations']>['nodes'][number];

interface ConversationListProps {
  readonly queryRef: QueryRef<
    ConversationsQuery,
    ConversationsQueryVariables,
    'complete' | 'streaming' | 'empty'
  >;
}

export function ConversationList({ queryRef }: ConversationListProps) {
  const { data, error } = useReadQuery(queryRef);
  const nodes = data?.conversations?.nodes;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Button asChild variant="outline" size="small">
        <Link href="/assistant" prefetch={false}>
          <Plus aria-hidden />
          New conversation
        </Link>
      </Button>
      {nodes ? (
        <Conversations nodes={nodes} />
      ) : (
        <PartFailure title="They could not be loaded" refusal={failureOf(error)} />
      )}
    </div>
  );
}

function Conversations({ nodes }: { readonly nodes: readonly Conversation[] }) {
  const pathname = usePathname();
  if (nodes.length === 0) {
    return <p className="px-2 text-muted-foreground text-sm">Your questions will be kept here.</p>;
  }
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
      {nodes.map(({ id, title, updatedAt }) => {
        const href = `/assistant/${encodeURIComponent(id)}`;
        const isHere = pathname === href;
        return (
          <li key={id}>
            <Link
              href={href}
              prefetch={false}
              aria-current={isHere ? 'page' : undefined}
              className={cn(
                'block rounded-md px-2 py-1.5 text-sm',
                isHere ? 'bg-accent text-accent-foreground' : 'hover:bg-muted',
              )}
            >
              <span className="block truncate">{title}</span>
              <span className={cn('block text-xs', !isHere && 'text-muted-foreground')}>
                {formatMoment(updatedAt)}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
