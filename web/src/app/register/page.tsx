import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthPage } from '@/features/auth/auth-page';
import { SignUpForm } from '@/features/auth/sign-up-form';
import { safeNext } from '@/lib/safe-next';

export const metadata: Metadata = { title: 'Create an account' };

interface PageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const given = (await searchParams).next;
  const next = safeNext(Array.isArray(given) ? undefined : given);
  return (
    <AuthPage title="Create an account" next={next}>
      <SignUpForm next={next} />
      <p className="mt-4 text-muted-foreground text-sm">
        Already have an account?{' '}
        <Link
          href={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`}
          className="font-medium text-primary underline"
        >
          Sign in
        </Link>
      </p>
    </AuthPage>
  );
}
