'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { resetSchema } from './credentials';
import { resetPassword } from './recovery-actions';
import { useAuthForm } from './use-auth-form';
import { useLinkToken } from './use-link-token';

export function ResetPasswordForm({ token }: { readonly token: string }) {
  const kept = useLinkToken(token);
  const { register, onSubmit, formAction, pending, errorOf, failure } = useAuthForm(
    resetSchema,
    resetPassword,
    { newPassword: '' },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <input type="hidden" name="token" value={kept} />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        hint="At least 8 characters, any of them. A sentence is easy to remember."
        error={errorOf('newPassword')}
        {...register('newPassword')}
      />
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Setting it…' : 'Set the password'}
      </Button>
    </form>
  );
}
