'use client';

import Link from 'next/link';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { Notice } from '@/components/ui/notice';
import { deleteSource, pauseSource, resumeSource, syncSource } from './actions';
import { changeSourceAddress } from './places';

interface SourceButtonsProps {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** Has a source looked at now, pauses or resumes it, leads to where it is changed, or deletes it. */
export function SourceButtons({ id, name, enabled }: SourceButtonsProps) {
  const [looked, look, looking] = useActionState(syncSource, null);
  const [set, toggle, setting] = useActionState(enabled ? pauseSource : resumeSource, null);
  const failure = looked?.failure ?? set?.failure;
  const forThis = <span className="sr-only"> {name}</span>;
  return (
    <div className="grid gap-2">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <div className="flex flex-wrap gap-2">
        <form action={look}>
          <input type="hidden" name="id" value={id} />
          <Button type="submit" variant="outline" size="small" disabled={looking}>
            Check now{forThis}
          </Button>
        </form>
        <form action={toggle}>
          <input type="hidden" name="id" value={id} />
          <Button type="submit" variant="outline" size="small" disabled={setting}>
            {enabled ? 'Pause' : 'Resume'}
            {forThis}
          </Button>
        </form>
        <Button asChild variant="outline" size="small">
          <Link href={changeSourceAddress(name)} prefetch={false}>
            Change{forThis}
          </Link>
        </Button>
        <Confirm
          label={<span>Delete{forThis}</span>}
          title={`Delete ${name}?`}
          confirm="Delete"
          action={deleteSource}
          fields={{ id }}
        >
          <p>Its credentials are deleted with it, and nothing comes from there any more.</p>
          <p>What it brought stays.</p>
        </Confirm>
      </div>
    </div>
  );
}
