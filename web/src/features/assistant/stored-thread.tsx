'use client';

import type { QueryRef } from '@apollo/client/react';
import { useReadQuery } from '@apollo/client/react';
import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import type { ConversationQuery, ConversationQueryVariables } from '@/generated/graphql';
import { Thread } from './thread';
import { useAsk } from './use-ask';

interface StoredThreadProps {
  readonly id: string;
  readonly queryRef: QueryRef<ConversationQuery, ConversationQueryVariables>;
}

export function StoredThread({ id, queryRef }: StoredThreadProps) {
  const { data } = useReadQuery(queryRef);
  const { ask, question, failure } = useAsk(id);
  if (!data.conversation) {
    return (
      <Notice title="There is no such conversation">
        <p>
          It may have been someone else’s.{' '}
          <Link href="/assistant" prefetch={false} className="text-primary underline">
            Begin a new one
          </Link>
        </p>
      </Notice>
    );
  }
  const { title, messages } = data.conversation;
  return (
    <Thread
      title={title}
      messages={messages.nodes}
      question={question}
      failure={failure}
      onAsk={async (text) => Boolean(await ask(text))}
    />
  );
}
