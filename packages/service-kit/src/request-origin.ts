import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance } from 'fastify';
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

/** Remembers the origin of every request while it is served. */
export function rememberOrigins(fastify: FastifyInstance): void {
  // After the body was read: reading it leaves the context of earlier hooks.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const client = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    storage.run({ origin: { client, requestId: request.id } }, done);
  });
}
