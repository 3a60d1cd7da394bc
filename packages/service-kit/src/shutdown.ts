import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Between "not ready" and the closed door, for balancers and keep-alive clients to go elsewhere. */
const DRAIN_MS = 500;
/** By then the last request under way has ended or never will. */
const STOP_WITHIN_MS = 9_500;

const stopping = new WeakSet<object>();

/** True from the signal on: the service still answers, but wants no new work. */
export const isStopping = ({ server }: { readonly server: Server | object }): boolean =>
  stopping.has(server);

/** Keeps a closing door from cutting off who has just come in; for every Fastify of the platform. */
export function closeGently(fastify: FastifyInstance): void {
  // What was accepted is answered by the time the listening socket closes: this turn of the event loop has
  // just accepted all who were waiting, and the system resets those who come after it.
  fastify.addHook('preClose', () => {
    stopping.add(fastify.server);
    return new Promise<void>((resolve) => setImmediate(resolve));
  });
  fastify.addHook('onSend', async ({ raw }, reply) => {
    // Also for requests that were under way: their connection would keep the server open. HTTP/2 has its own goodbye.
    if (isStopping(fastify) && raw.httpVersionMajor < 2) void reply.header('connection', 'close');
  });
}

/** Says "not ready" for a moment, in which everything is still answered. */
export async function drain(fastify: FastifyInstance): Promise<void> {
  stopping.add(fastify.server);
  await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
}

/** Ends the process on SIGTERM and SIGINT: drains, answers what is under way, closes. */
export function stopOnSignals(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void drain(fastify)
      .then(() => app.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Tests make and close many in one process.
  fastify.addHook('onClose', async () => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
  });
}
