import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Client } from './viewer';

/** Where the request that is being served came from. For records only: no decision reads it. */
export interface RequestOrigin {
  readonly client: Client;
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<{ origin: RequestOrigin }>();

/** The origin of the request that is being served; undefined outside of one. */
export const currentOrigin = (): RequestOrigin | undefined => storage.getStore()?.origin;

/** Puts what a signed internal token says of the client in place of what the connection shows. */
export function replaceOrigin({ client, requestId }: RequestOrigin): void {
  const store = storage.getStore();
  if (store) store.origin = { client, requestId };
}

const IP_HEADER = 'x-client-ip';
const AGENT_HEADER = 'x-client-agent';
const MAX_AGENT_LENGTH = 512;

/** Headers that tell another service of the platform where the request that is being served came from. */
export function originHeaders(): Readonly<Record<string, string>> {
  const origin = currentOrigin();
  if (!origin) return {};
  const { client, requestId } = origin;
  // A header holds few characters as they are; half of a surrogate pair has no encoding.
  const agent = (client.userAgent ?? '').slice(0, MAX_AGENT_LENGTH).toWellFormed();
  return {
    'x-request-id': requestId,
    [IP_HEADER]: client.ip ?? '',
    [AGENT_HEADER]: encodeURIComponent(agent),
  };
}

/**
 * Puts what another service says of its own client in place of what the connection shows. Only for a
 * request that has proved to come from one: anybody can write these headers.
 */
export function takeOverOrigin({ id, headers }: Pick<FastifyRequest, 'id' | 'headers'>): void {
  const ip = headers[IP_HEADER];
  const agent = headers[AGENT_HEADER];
  if (typeof ip !== 'string' || typeof agent !== 'string') return;
  replaceOrigin({ client: { ip: ip || null, userAgent: decoded(agent) || null }, requestId: id });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Remembers the origin of every request while it is served. */
export function rememberOrigins(fastify: FastifyInstance): void {
  // After the body was read: reading it leaves the context of earlier hooks.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const client = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    storage.run({ origin: { client, requestId: request.id } }, done);
  });
}
