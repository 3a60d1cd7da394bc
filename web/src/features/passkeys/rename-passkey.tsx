'use client';

import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { Changed } from '@/lib/graph/change';
import { renamePasskey } from './actions';

interface RenamePasskeyProps {
  readonly id: string;
  readonly name: string;
}

export function RenamePasskey({ id, name }: RenamePasskeyProps) {
  const label = (
    <>
      Rename<span className="sr-only"> {name}</span>
    </>
  );
  return (
    <Dialog label={label} title={`Rename ${name}`}>
      {(close) => <NameForm id={id} name={name} close={close} />}
    </Dialog>
  );
}

function NameForm({ id, name, close }: RenamePasskeyProps & { readonly close: () => void }) {
  const [state, formAction, pending] = useActionState(
    async (previous: Changed | null, form: FormData) => {
      const result = await renamePasskey(previous, form);
      if (!result.failure) close();
      return result;
    },
    null,
  );
  return (
    <form action={formAction} className="grid gap-4">
      {state?.failure ? <Notice tone="danger" title={state.failure} /> : null}
      <input type="hidden" name="id" value={id} />
      <Field label="New name" name="name" required maxLength={100} defaultValue={name} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="outline" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" disabled={pending}>
          Save
        </Button>
      </div>
    </form>
  );
}
