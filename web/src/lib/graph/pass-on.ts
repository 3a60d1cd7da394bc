import 'server-only';
import { env } from '@/env';
import { isSameOrigin } from '@/lib/same-origin';
import { currentSession } from '@/lib/session/current-session';
import { viewerHeaders } from './ask-gateway';

const MOST_BYTES = 256 * 1024;
const TIMEOUT_MS = 60_000;

function refuse(status: number, code: string, message: string): Response {
  return Response.json(
    { errors: [{ message, extensions: { code } }] },
    { status, headers: { 'cache-control': 'no-store' } },
  );
}

/** The body as text; undefined when it is larger than an operation may be. */
async function bodyOf(request: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Passes a question of this app's own pages to the gateway with the session's access token. */
export async function passOn(request: Request): Promise<Response> {
  const { GATEWAY_URL, FRONTEND_URL } = env();
  if (!isSameOrigin(request.headers, FRONTEND_URL)) {
    return refuse(403, 'FORBIDDEN', 'Only pages of this app may ask here.');
  }
  const session = await currentSession();
  if (!session) return refuse(401, 'UNAUTHENTICATED', 'The session has ended.');
  const body = await bodyOf(request);
  if (body === undefined) return refuse(413, 'PAYLOAD_TOO_LARGE', 'The question is too large.');
  try {
    const answer = await fetch(`${GATEWAY_URL}/graphql`, {
      method: 'POST',
      headers: {
        ...viewerHeaders(request.headers, session),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
      body,
      cache: 'no-store',
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        'cache-control': 'no-store',
      },
    });
  } catch {
    return refuse(503, 'SERVICE_UNAVAILABLE', 'The platform cannot be reached at the moment.');
  }
}
