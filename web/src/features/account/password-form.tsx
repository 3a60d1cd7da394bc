'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { passwordChangeSchema } from '@/features/auth/credentials';
import { useAuthForm } from '@/features/auth/use-auth-form';
import { changePassword } from './actions';
import { FormResult } from './form-result';

export function PasswordForm() {
  const { register, onSubmit, formAction, pending, errorOf, failure, success } = useAuthForm(
    passwordChangeSchema,
    changePassword,
    { currentPassword: '', newPassword: '' },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      <FormResult failure={failure} success={success} />
      <Field
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        error={errorOf('currentPassword')}
        {...register('currentPassword')}
      />
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        hint="At least 8 characters, any of them. Your other sessions end."
        error={errorOf('newPassword')}
        {...register('newPassword')}
      />
      <Button type="submit" disabled={pending} className="w-fit">
        {pending ? 'Changing…' : 'Change the password'}
      </Button>
    </form>
  );
}
