import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Brand } from '@/features/shell/brand';
import { THEME_COOKIE, themeOf } from '@/features/shell/theme';
import { ThemeToggle } from '@/features/shell/theme-toggle';
import { ViewerDocument } from '@/generated/graphql';
import { askGateway, viewerHeaders } from '@/lib/graph/ask-gateway';
import { currentSession } from '@/lib/session/current-session';

interface AuthPageProps {
  readonly title: string;
  /** Where those go who are signed in; left out for what they may want too. */
  readonly next?: string;
  readonly children: ReactNode;
}

/** True when the graph, not only the cookie, says that somebody is signed in: or two pages would send people back and forth. */
async function isSignedIn(): Promise<boolean> {
  const session = await currentSession();
  if (!session) return false;
  const asking = viewerHeaders(await headers(), session);
  const answer = await askGateway(ViewerDocument, {}, asking).catch(() => undefined);
  return Boolean(answer?.me);
}

export async function AuthPage({ title, next, children }: AuthPageProps) {
  if (next !== undefined && (await isSignedIn())) redirect(next);
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-4 py-3 sm:px-6">
        <Brand />
        <ThemeToggle initial={theme} />
      </header>
      <main className="flex flex-1 items-start justify-center px-4 pt-[8vh] pb-8">
        <Card className="w-full max-w-sm sm:p-6" aria-labelledby="title">
          <h1 id="title" className="mb-4 font-semibold text-xl">
            {title}
          </h1>
          {children}
        </Card>
      </main>
    </div>
  );
}
