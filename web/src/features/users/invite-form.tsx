'use client';

import Link from 'next/link';
import { type FormEvent, startTransition, useActionState, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Select } from '@/components/ui/field';
import { Live } from '@/components/ui/live';
import { Notice } from '@/components/ui/notice';
import type { Role } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { inviteUser } from './actions';
import { USERS_PAGE } from './user-filter';
import { ROLE_NAMES } from './vocabulary';

/** Makes an account for somebody else, whose first password is shown this once. */
export function InviteForm({ roles }: { readonly roles: readonly Role[] }) {
  const [state, formAction, pending] = useActionState(inviteUser, null);
  const { failure, field, given, invitation } = state ?? {};
  const isFieldAtFault = field === 'email' || field === 'name';
  const ref = useRef<HTMLFormElement>(null);
  // React resets the fields of a form whose action it calls itself; people keep what they typed.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => formAction(form));
  };
  useEffect(() => {
    if (invitation) ref.current?.reset();
  }, [invitation]);
  const errorOf = (name: string) => (field === name ? failure : undefined);
  return (
    <form ref={ref} action={formAction} onSubmit={onSubmit} className="grid gap-4">
      {failure && !isFieldAtFault ? <Notice tone="danger" title={failure} /> : null}
      <Live>
        {invitation ? (
          <Notice title={`${invitation.email} has an account`}>
            <p>Hand this first password over. It is shown this once:</p>
            <p>
              <code className="select-all break-all font-mono" data-testid="temporary-password">
                {invitation.temporaryPassword}
              </code>
            </p>
            <p>
              It works until {formatMoment(invitation.expiresAt)}; by then they set their own, on
              their account page or by <i>Forgot your password?</i>
            </p>
            <p>
              <Link
                href={`${USERS_PAGE}/${invitation.id}`}
                prefetch={false}
                className="text-primary underline"
              >
                Open the account
              </Link>
            </p>
          </Notice>
        ) : null}
      </Live>
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="off"
        required
        defaultValue={given?.email}
        error={errorOf('email')}
      />
      <Field
        label="Name (optional)"
        name="name"
        autoComplete="off"
        maxLength={200}
        defaultValue={given?.name}
        error={errorOf('name')}
      />
      <Select label="Role" name="role" defaultValue={given?.role ?? 'USER'}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {ROLE_NAMES[role]}
          </option>
        ))}
      </Select>
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Making the account…' : 'Make the account'}
      </Button>
    </form>
  );
}
