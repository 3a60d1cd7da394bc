import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthPage } from '@/features/auth/auth-page';
import { ForgotPasswordForm } from '@/features/auth/forgot-password-form';

export const metadata: Metadata = { title: 'Forgotten password' };

export default function Page() {
  return (
    <AuthPage title="Forgot your password?">
      <ForgotPasswordForm />
      <p className="mt-4 text-muted-foreground text-sm">
        Remembered it?{' '}
        <Link href="/login" className="font-medium text-primary underline">
          Sign in
        </Link>
      </p>
    </AuthPage>
  );
}
