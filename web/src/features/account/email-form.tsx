'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { emailChangeSchema } from '@/features/auth/credentials';
import { useAuthForm } from '@/features/auth/use-auth-form';
import { changeEmail } from './actions';
import { FormResult } from './form-result';

export function EmailForm() {
  const { register, onSubmit, formAction, pending, errorOf, failure, success } = useAuthForm(
    emailChangeSchema,
    changeEmail,
    { newEmail: '', currentPassword: '' },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormResult failure={failure} success={success} />
      <Field
        label="New email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        hint="A link goes there, and a notice to the current address."
        error={errorOf('newEmail')}
        {...register('newEmail')}
      />
      <Field
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        error={errorOf('currentPassword')}
        {...register('currentPassword')}
      />
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Asking…' : 'Change the email'}
      </Button>
    </form>
  );
}
