import { AppError } from '@ai-finops/service-kit/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import type { GatewayLogger } from './logging';
import { serviceFault } from './service-fault';
import type { ConnectedSubgraph } from './subgraphs';

type Headers = Record<string, string | string[]>;

/** Hashing passwords may have to wait its turn there. */
const TIMEOUT_MS = 10_000;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** RFC 9110 7.6.1: these end at each hop. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Set anew for the next hop, or never believed of a client. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-internal-token',
  'x-request-id',
]);

function without(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  dropped: (name: string) => boolean,
): Headers {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    // Those of HTTP/2 that begin with a colon are its request line.
    if (name.startsWith(':') || named.includes(name) || dropped(name)) continue;
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Headers for auth: the client's own, and where the request really came from. */
export function forwardedHeaders(request: FastifyRequest): Headers {
  return {
    ...without(request.headers, (name) => NOT_FORWARDED.has(name)),
    'x-forwarded-for': request.ip,
    'x-forwarded-proto': request.protocol,
    'x-request-id': request.id,
  };
}

/** Headers for the client; cross-origin rules are the gateway's own. */
export function returnedHeaders(headers: Dispatcher.ResponseData['headers']): Headers {
  return without(
    headers,
    (name) => HOP_BY_HOP.includes(name) || name.startsWith('access-control-') || name === 'vary',
  );
}

/** Passes `/auth/*` and the public keys to the auth service as they are: status, headers and body both ways. */
export async function passAuthThrough(
  app: FastifyInstance,
  options: { readonly auth: ConnectedSubgraph; readonly logger: GatewayLogger },
): Promise<void> {
  const { auth, logger } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    // Dots could lead out of /auth behind a server that resolves them.
    if (/(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(request.url)) throw new AppError('NOT_FOUND');
    try {
      const { statusCode, headers, body } = await auth.pool.request({
        method: request.method as Dispatcher.HttpMethod,
        path: `${auth.basePath}${request.url}`,
        headers: forwardedHeaders(request),
        body: request.body instanceof Buffer ? request.body : null,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      return reply.status(statusCode).headers(returnedHeaders(headers)).send(body);
    } catch (cause) {
      const fault = serviceFault('auth', cause);
      logger.warn({ err: cause, subgraph: 'auth', requestId: request.id }, fault.message);
      throw fault;
    }
  };
  app.route({ method: [...METHODS], url: '/auth/*', handler });
  app.get('/.well-known/jwks.json', handler);
}
