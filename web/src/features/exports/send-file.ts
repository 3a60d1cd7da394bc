import 'server-only';
import { redirect } from 'next/navigation';
import { isSignedOut, Refusal } from '@/lib/graph/refusal';
import { loginPath } from '@/lib/safe-next';
import { currentSession } from '@/lib/session/current-session';
import { askForFile, type FileQuestion } from './ask-for-file';

type WantedFile = FileQuestion & {
  /** Its name without the end. */
  readonly name: string;
  /** Address of the page that shows the same: where one lands that gets no file. */
  readonly page: string;
};

/** The page of a file that could not be made, which says so. */
function failedPage(page: string, { code }: Refusal): string {
  return `${page}${page.includes('?') ? '&' : '?'}failed=${encodeURIComponent(code)}`;
}

/** A file for the browser, whose tokens stay here; whoever gets none is led back to the page. */
export async function sendFile(
  request: Request,
  { name, page, ...question }: WantedFile,
): Promise<Response> {
  const session = await currentSession();
  if (!session) redirect(loginPath(page));
  const answer = await askForFile(question, request, session);
  if (answer instanceof Refusal) {
    redirect(isSignedOut(answer.code) ? loginPath(page) : failedPage(page, answer));
  }
  return new Response(answer.body, {
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}.${question.format}"`,
      'cache-control': 'no-store',
    },
  });
}
