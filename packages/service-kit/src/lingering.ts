import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** What a refused request may still send, and for how long, before the door closes on it. */
const LINGER_BYTES = 16 * 1024 * 1024;
const LINGER_MS = 2_000;

const hasMore = ({ complete, headers }: IncomingMessage): boolean =>
  !complete &&
  (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined);

/** Resolves when the rest of the body has arrived and been dropped, or has taken too much. */
function heardOut(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > LINGER_BYTES) done();
    };
    const timer = setTimeout(done, LINGER_MS);
    function done(): void {
      clearTimeout(timer);
      request.off('data', count).off('end', done).off('close', done);
      resolve();
    }
    request.once('end', done).once('close', done).on('data', count);
  });
}

/**
 * Lets a client finish a body that is refused before it was read, so that the refusal arrives: to close
 * while it still sends resets the connection, and most clients then report that instead of the answer.
 */
export function hearOut(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (_request, { raw: { req } }, _payload, done) => {
    if (hasMore(req)) void heardOut(req).then(() => done());
    else done();
  });
}
