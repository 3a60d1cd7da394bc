import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthPage } from '@/features/auth/auth-page';
import { ConfirmEmailForm } from '@/features/auth/confirm-email-form';

export const metadata: Metadata = { title: 'Confirm your address' };

interface PageProps {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { token } = await searchParams;
  return (
    <AuthPage title="Confirm your address">
      <ConfirmEmailForm token={typeof token === 'string' ? token : ''} />
      <p className="mt-4 text-muted-foreground text-sm">
        <Link href="/account" className="font-medium text-primary underline">
          Go to your account
        </Link>
      </p>
    </AuthPage>
  );
}
