import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthPage } from '@/features/auth/auth-page';
import { ResetPasswordForm } from '@/features/auth/reset-password-form';

export const metadata: Metadata = { title: 'New password' };

interface PageProps {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { token } = await searchParams;
  return (
    <AuthPage title="Choose a new password">
      <ResetPasswordForm token={typeof token === 'string' ? token : ''} />
      <p className="mt-4 text-muted-foreground text-sm">
        The link does not work?{' '}
        <Link href="/forgot-password" className="font-medium text-primary underline">
          Ask for another
        </Link>
      </p>
    </AuthPage>
  );
}
