import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import { AuthPage } from '@/features/auth/auth-page';
import { SignInForm } from '@/features/auth/sign-in-form';
import { safeNext } from '@/lib/safe-next';

export const metadata: Metadata = { title: 'Sign in' };

interface PageProps {
  readonly searchParams: Promise<{
    readonly next?: string | string[];
    readonly done?: string | string[];
  }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { next: given, done } = await searchParams;
  const next = safeNext(Array.isArray(given) ? undefined : given);
  return (
    <AuthPage title="Sign in" next={next}>
      {done === 'password-reset' ? (
        <Notice title="Your password is changed" className="mb-4">
          <p>You were signed out everywhere. Sign in with the new password.</p>
        </Notice>
      ) : null}
      <SignInForm next={next} />
      <p className="mt-4 text-muted-foreground text-sm">
        New here?{' '}
        <Link
          href={next === '/' ? '/register' : `/register?next=${encodeURIComponent(next)}`}
          className="font-medium text-primary underline"
        >
          Create an account
        </Link>
      </p>
    </AuthPage>
  );
}
