import 'server-only';
import { env } from '@/env';
import type { CostsInput, KpisInput } from '@/generated/graphql';
import { viewerHeaders } from '@/lib/graph/ask-gateway';
import { Refusal, unreachable } from '@/lib/graph/refusal';
import type { Session } from '@/lib/session/seal';
import type { FileFormat } from './file-formats';

/** A question of the graph whose answer is wanted as a file. */
export type FileQuestion = { readonly format: FileFormat } & (
  | { readonly of: 'costs'; readonly input: CostsInput }
  | { readonly of: 'kpis'; readonly input: KpisInput }
);

/** The body of a refusal over REST (RFC 9457). */
interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
}

async function refusalIn(answer: Response): Promise<Refusal> {
  const { code, detail } = ((await answer.json().catch(() => null)) ?? {}) as Problem;
  if (typeof code !== 'string' || typeof detail !== 'string') return unreachable();
  return new Refusal(code, detail);
}

/**
 * Asks finops itself, for the gateway passes no files on. What is wrong with the question is known before
 * the first byte; the rest is passed on as it comes, and what breaks off breaks the download off too.
 */
export async function askForFile(
  question: FileQuestion,
  request: Request,
  session: Session,
): Promise<Response | Refusal> {
  try {
    const answer = await fetch(`${env().FINOPS_SERVICE_URL}/exports`, {
      method: 'POST',
      headers: { ...viewerHeaders(request.headers, session), 'content-type': 'application/json' },
      body: JSON.stringify(question),
      cache: 'no-store',
      signal: request.signal,
    });
    return answer.ok ? answer : await refusalIn(answer);
  } catch {
    return unreachable();
  }
}
