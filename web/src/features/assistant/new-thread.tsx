'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Thread } from './thread';
import { type Asked, useAsk } from './use-ask';

/** A conversation that does not exist yet: its first answer brings it into being, and gives it an address. */
export function NewThread() {
  const router = useRouter();
  const { ask, question, failure } = useAsk(null);
  const [asked, setAsked] = useState<Asked>();
  const onAsk = async (text: string): Promise<boolean> => {
    const answered = await ask(text);
    if (!answered) return false;
    setAsked(answered);
    router.push(`/assistant/${encodeURIComponent(answered.conversation.id)}`);
    return true;
  };
  return (
    <Thread
      title={asked?.conversation.title ?? 'Ask about your costs'}
      messages={asked ? [asked.question, asked.answer] : []}
      question={question}
      failure={failure}
      onAsk={onAsk}
    />
  );
}
