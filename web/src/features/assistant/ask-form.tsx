'use client';

import { Send } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Button } from '@/components/ui/button';

interface AskFormProps {
  readonly pending: boolean;
  readonly onAsk: (question: string) => Promise<boolean>;
}

/** The API's own limit. */
const MOST_CHARACTERS = 2_000;

export function AskForm({ pending, onAsk }: AskFormProps) {
  const [text, setText] = useState('');
  const send = async () => {
    const question = text.trim();
    if (pending || question === '') return;
    setText('');
    if (!(await onAsk(question))) setText(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const key = (event: KeyboardEvent) => {
    // While a word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <label className="grid flex-1 gap-1">
        <span className="text-muted-foreground text-sm">Ask about your costs</span>
        <textarea
          name="question"
          rows={2}
          maxLength={MOST_CHARACTERS}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={key}
          className="w-full resize-y rounded-md border border-input bg-card px-3 py-2"
        />
      </label>
      <Button type="submit" disabled={pending || text.trim() === ''} className="h-10">
        <Send aria-hidden />
        Ask
      </Button>
    </form>
  );
}
