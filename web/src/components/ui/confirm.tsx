'use client';

import { type ReactNode, useActionState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

/** What became of it: nothing to say when it is done. */
export interface Confirmed {
  readonly failure?: string;
}

interface ConfirmProps {
  /** What the button says that asks for it. */
  readonly label: ReactNode;
  readonly title: string;
  /** What it comes to, or what it asks for. */
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly tone?: 'danger' | 'primary';
  readonly action: (previous: Confirmed | null, form: FormData) => Promise<Confirmed>;
  /** What the action has to know. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Asks once more before something is done: whether it may be, or how, by the fields among its children. */
export function Confirm({ label, title, ...question }: ConfirmProps) {
  return (
    <Dialog label={label} title={title}>
      {(close) => <Question {...question} close={close} />}
    </Dialog>
  );
}

type QuestionProps = Omit<ConfirmProps, 'label' | 'title'> & { readonly close: () => void };

function Question({ children, confirm, tone = 'danger', action, fields, close }: QuestionProps) {
  const [state, formAction, pending] = useActionState(
    async (previous: Confirmed | null, form: FormData) => {
      const result = await action(previous, form);
      if (!result.failure) close();
      return result;
    },
    null,
  );
  return (
    <form action={formAction} className="grid gap-4 text-sm">
      {state?.failure ? <Notice tone="danger" title={state.failure} /> : null}
      {children}
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="outline" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" variant={tone} disabled={pending}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}
