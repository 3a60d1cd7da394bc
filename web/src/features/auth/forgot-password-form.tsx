'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { forgotSchema } from './credentials';
import { forgotPassword } from './recovery-actions';
import { useAuthForm } from './use-auth-form';

export function ForgotPasswordForm() {
  const { register, onSubmit, formAction, pending, errorOf, failure, success } = useAuthForm(
    forgotSchema,
    forgotPassword,
    { email: '' },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      {success ? (
        <div role="status">
          <Notice title="Look into your mailbox">
            <p>{success}</p>
          </Notice>
        </div>
      ) : null}
      <Field
        label="Email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={errorOf('email')}
        {...register('email')}
      />
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Asking…' : 'Send a link'}
      </Button>
    </form>
  );
}
