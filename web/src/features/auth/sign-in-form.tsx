'use client';

import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { signIn } from './actions';
import { signInSchema } from './credentials';
import { SecondFactorForm } from './second-factor-form';
import { useAuthForm } from './use-auth-form';

export function SignInForm({ next }: { readonly next: string }) {
  const { register, onSubmit, formAction, pending, errorOf, failure, challenge } = useAuthForm(
    signInSchema,
    signIn,
    { email: '', password: '' },
  );
  if (challenge) return <SecondFactorForm challenge={challenge} next={next} />;
  return (
    <form action={formAction} onSubmit={onSubmit} noValidate className="grid gap-4">
      {failure ? <Notice tone="danger" title={failure} /> : null}
      <input type="hidden" name="next" value={next} />
      <Field
        label="Email"
        type="email"
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        required
        error={errorOf('email')}
        {...register('email')}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        error={errorOf('password')}
        {...register('password')}
      />
      <Link
        href="/forgot-password"
        className="w-fit text-primary text-sm underline"
        prefetch={false}
      >
        Forgot your password?
      </Link>
      <Button type="submit" disabled={pending} className="h-10">
        {pending ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
