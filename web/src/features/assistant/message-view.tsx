'use client';

import type { FragmentType } from '@apollo/client/masking';
import { useFragment } from '@apollo/client/react';
import type { ReactNode } from 'react';
import {
  type MessageView_MessageFragment,
  MessageView_MessageFragmentDoc,
} from '@/generated/graphql';
import { AnswerView } from './answer-view';

/** What the person said. */
export function Bubble({ children }: { readonly children: ReactNode }) {
  return (
    <p className="ml-auto w-fit max-w-[85%] whitespace-pre-wrap break-words rounded-lg bg-accent px-4 py-2 text-accent-foreground">
      {children}
    </p>
  );
}

interface MessageViewProps {
  readonly message: FragmentType<MessageView_MessageFragment>;
}

export function MessageView({ message }: MessageViewProps) {
  const { data, complete } = useFragment({
    fragment: MessageView_MessageFragmentDoc,
    fragmentName: 'MessageView_message',
    from: message,
  });
  if (!complete) return null;
  const { role, content, answer } = data;
  if (role === 'USER') return <Bubble>{content}</Bubble>;
  return (
    <article
      aria-label="Answer"
      className="grid min-w-0 gap-3 rounded-lg border border-border bg-card p-4"
    >
      <p className="whitespace-pre-wrap break-words">{content}</p>
      {answer ? <AnswerView answer={answer} /> : null}
    </article>
  );
}
