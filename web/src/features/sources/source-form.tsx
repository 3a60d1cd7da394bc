'use client';

import { type FormEvent, startTransition, useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { addSource, replaceSource } from './actions';
import { looksFor, type PlaceName, placeOf } from './places';

interface SourceFormProps {
  readonly place: PlaceName;
  /** The source that is changed, with what is known of it; without one another is added. */
  readonly source?: { readonly id: string; readonly known: Readonly<Record<string, string>> };
}

const EVERY_HOUR = '60';

/** Adds a source of bills, or gives one its place anew. */
export function SourceForm({ place, source }: SourceFormProps) {
  const [state, formAction, pending] = useActionState(source ? replaceSource : addSource, null);
  const { failure, field: fieldAtFault } = state ?? {};
  const given: Readonly<Record<string, string>> = state?.given ?? source?.known ?? {};
  const look = given.look ?? EVERY_HOUR;
  const { fields, rights } = placeOf(place);
  const isOwn = fieldAtFault === 'name' || fields.some(({ name }) => name === fieldAtFault);
  const errorOf = (name: string) => (fieldAtFault === name ? failure : undefined);
  // React resets the fields of a form whose action it calls itself; people keep what they typed.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => formAction(form));
  };
  return (
    <form action={formAction} onSubmit={onSubmit} className="grid gap-4">
      {failure && !isOwn ? <Notice tone="danger" title={failure} /> : null}
      <input type="hidden" name="place" value={place} />
      {source ? (
        <input type="hidden" name="id" value={source.id} />
      ) : (
        <Field
          label="Name"
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          defaultValue={given.name}
          hint="What its imports are listed by, such as aws."
          error={errorOf('name')}
        />
      )}
      {fields.map(({ name, label, hint, optional, secret, initial }) => (
        <Field
          key={name}
          label={optional && !secret ? `${label} (optional)` : label}
          name={name}
          type={secret ? 'password' : 'text'}
          required={!optional}
          autoComplete="off"
          spellCheck={false}
          defaultValue={given[name] ?? initial}
          hint={hint}
          error={errorOf(name)}
        />
      ))}
      <p className="text-muted-foreground text-sm">
        The credentials need no more than {rights}. They are kept sealed and never shown again.
      </p>
      <Select label="Look for new bills" name="look" defaultValue={look}>
        {looksFor(look).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button type="submit" disabled={pending} className="w-fit">
        {source ? 'Change the source' : 'Add the source'}
      </Button>
    </form>
  );
}
