'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { signUp } from './actions';
import { signUpSchema } from './credentials';
import { useAuthForm } from './use-auth-form';

export function SignUpForm({ next }: { readonly next: string }) {
  const { register, onSubmit, formAction, pending, errorOf, failure } = useAuthForm(
    signUpSchema,
    signUp,
    { email: '', password: '', name: '' },
  );
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <input type="hidden" name="next" value={next} />
      <Field
        label="Name (optional)"
        autoComplete="name"
        error={errorOf('name')}
        {...register('name')}
      />
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
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        required
        hint="At least 8 characters, any of them. A sentence is easy to remember."
        error={errorOf('password')}
        {...register('password')}
      />
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Creating your account…' : 'Create account'}
      </Button>
    </form>
  );
}
