import { CircleUser, LogOut } from 'lucide-react';
import { cookies } from 'next/headers';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { isAdministrator } from '@/features/administration/rights';
import { signOut } from '@/features/auth/actions';
import { viewer } from '@/features/auth/viewer';
import { Brand } from './brand';
import { NavLink } from './nav-link';
import { THEME_COOKIE, themeOf } from './theme';
import { ThemeToggle } from './theme-toggle';

/** Header and main landmark of every page for those who are signed in. */
export async function AppShell({ children }: { readonly children: ReactNode }) {
  const [{ email, role }, jar] = await Promise.all([viewer(), cookies()]);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <header className="border-border border-b bg-card">
        <div className="mx-auto flex w-full max-w-7xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 sm:px-6">
          <Brand />
          <nav
            aria-label="Main"
            className="order-last flex w-full flex-wrap sm:gap-1 sm:order-none sm:w-auto"
          >
            <NavLink href="/">Costs</NavLink>
            <NavLink href="/kpis">KPIs</NavLink>
            <NavLink href="/assistant">Assistant</NavLink>
            <NavLink href="/account/security">Security</NavLink>
            {isAdministrator({ role }) ? (
              <NavLink href="/admin/users" place="/admin/">
                Administration
              </NavLink>
            ) : null}
          </nav>
          <div className="ml-auto flex min-w-0 items-center gap-1">
            <Button asChild variant="ghost" size="small" className="min-w-0 px-2">
              <Link href="/account" prefetch={false}>
                <CircleUser aria-hidden />
                <span className="sr-only">Your account</span>
                <span className="hidden truncate md:inline">{email}</span>
              </Link>
            </Button>
            <ThemeToggle initial={themeOf(jar.get(THEME_COOKIE)?.value)} />
            <form action={signOut}>
              <Button type="submit" variant="ghost" size="small">
                <LogOut aria-hidden />
                Sign out
              </Button>
            </form>
          </div>
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-7xl flex-1 px-4 py-5 sm:px-6">
        {children}
      </main>
    </div>
  );
}
