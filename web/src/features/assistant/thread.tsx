'use client';

import type { FragmentType } from '@apollo/client/masking';
import { useEffect, useRef } from 'react';
import { Notice } from '@/components/ui/notice';
import type { MessageView_MessageFragment } from '@/generated/graphql';
import { AskForm } from './ask-form';
import { Bubble, MessageView } from './message-view';
import { Prompts } from './prompts';

interface ThreadProps {
  readonly title: string;
  readonly messages: readonly ({
    readonly id: string;
  } & FragmentType<MessageView_MessageFragment>)[];
  /** The question that waits for its answer. */
  readonly question: string | null;
  readonly failure: string | null;
  /** Resolves to false when the question was not answered, so that it can be edited and sent again. */
  readonly onAsk: (question: string) => Promise<boolean>;
}

export function Thread({ title, messages, question, failure, onAsk }: ThreadProps) {
  const end = useRef<HTMLDivElement>(null);
  const shown = messages.length + (question ? 1 : 0);
  const before = useRef(shown);
  useEffect(() => {
    // Not for what was there already: people begin to read at the top.
    if (shown > before.current) end.current?.scrollIntoView({ block: 'nearest' });
    before.current = shown;
  }, [shown]);
  return (
    <div className="grid gap-4">
      <h1 className="break-words font-semibold text-xl">{title}</h1>
      {shown === 0 ? <Prompts onAsk={onAsk} /> : null}
      <div role="log" aria-label="Messages" className="grid gap-4">
        {messages.map((message) => (
          <MessageView key={message.id} message={message} />
        ))}
        {question ? (
          <>
            <Bubble>{question}</Bubble>
            <p role="status" className="motion-safe:animate-pulse text-muted-foreground text-sm">
              Looking at your bills…
            </p>
          </>
        ) : null}
      </div>
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <AskForm pending={question !== null} onAsk={onAsk} />
      <div ref={end} />
    </div>
  );
}
