import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import { AuthPage } from '@/features/auth/auth-page';
import { providerFailure } from '@/features/auth/provider-failures';
import { ProviderLinks } from '@/features/auth/provider-links';
import { SecondFactorForm } from '@/features/auth/second-factor-form';
import { SignInForm } from '@/features/auth/sign-in-form';
import { PasskeySignIn } from '@/features/passkeys/passkey-sign-in';
import { safeNext } from '@/lib/safe-next';
import { readChallenge } from '@/lib/session/provider-cookies';

export const metadata: Metadata = { title: 'Sign in' };

interface PageProps {
  readonly searchParams: Promise<{
    readonly next?: string | string[];
    readonly done?: string | string[];
    readonly failed?: string | string[];
    readonly step?: string | string[];
  }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { next: given, done, failed, step } = await searchParams;
  const next = safeNext(Array.isArray(given) ? undefined : given);
  const failure = providerFailure(failed);
  const challenge = step === 'code' ? await readChallenge() : undefined;
  if (challenge) {
    return (
      <AuthPage title="Sign in" next={next}>
        <SecondFactorForm challenge={challenge} next={next} />
      </AuthPage>
    );
  }
  return (
    <AuthPage title="Sign in" next={next}>
      {done === 'password-reset' ? (
        <Notice title="Your password is changed" className="mb-4">
          <p>You were signed out everywhere. Sign in with the new password.</p>
        </Notice>
      ) : null}
      {failure ? <Notice tone="danger" title={failure} className="mb-4" /> : null}
      <SignInForm next={next} />
      <PasskeySignIn next={next} />
      <ProviderLinks next={next} />
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
