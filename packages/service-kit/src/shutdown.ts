import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/**
 * What clients are told in `Keep-Alive`: they open a new connection after that much silence, and none sends a
 * request into one that is just closing. The server itself waits longer (Fastify's 72 s), for balancers, which
 * do not hear of it.
 */
const KEEP_ALIVE_S = 5;
/** Between "not ready" and the closed door at the least, for balancers to go elsewhere. */
const NOTICE_MS = 500;
/** And at the most, for clients to use a connection once more, or to give it up. */
const DRAIN_WITHIN_MS = KEEP_ALIVE_S * 1_000;
/** A turn of the event loop that takes no longer has done next to nothing. */
const IDLE_TURN_MS = 0.03;
/** A busy process has no such turn. */
const IDLE_WITHIN_MS = 500;
/** A client that is connected has sent its request by then, or only keeps a connection ready. */
const SPEAK_WITHIN_MS = 250;
const POLL_MS = 10;
/** By then the last request under way has ended or never will. */
const STOP_WITHIN_MS = 9_500;

/** How much time is left to those who are connected: SIGTERM is a deployment's, SIGINT somebody's at a keyboard. */
export type StopSignal = 'SIGTERM' | 'SIGINT';

/** Who is connected to a server by HTTP/1. */
interface Connections {
  /** Those that have sent nothing yet. */
  readonly fresh: Set<Socket>;
  /** Those that have sent a request at least. */
  readonly used: Set<Socket>;
}

const stopping = new WeakSet<object>();
const connections = new WeakMap<object, Connections>();
const farewells = new WeakMap<object, (() => void)[]>();

/** True from the signal on: the service still answers, but wants no new work. */
export const isStopping = ({ server }: { readonly server: Server | object }): boolean =>
  stopping.has(server);

/** Ends what goes on for as long as its client likes, and would keep the connection: called at least once. */
export function onStop(fastify: FastifyInstance, farewell: () => void): void {
  const { server } = fastify;
  farewells.set(server, [...(farewells.get(server) ?? []), farewell]);
  fastify.addHook('preClose', async () => farewell());
}

/** Keeps a closing door from cutting off who has just come in; for every Fastify of the platform. */
export function closeGently(fastify: FastifyInstance): void {
  const { server } = fastify;
  const fresh = new Set<Socket>();
  const used = new Set<Socket>();
  connections.set(server, { fresh, used });
  server.on('connection', (socket) => {
    fresh.add(socket);
    socket.once('close', () => {
      fresh.delete(socket);
      used.delete(socket);
    });
  });
  fastify.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    if (fresh.delete(socket)) used.add(socket);
    done();
  });
  fastify.addHook('onSend', ({ raw }, reply, _payload, done) => {
    // HTTP/2 has its own goodbye, and no such headers.
    if (raw.httpVersionMajor < 2) {
      if (isStopping(fastify)) {
        void reply.header('connection', 'close');
      } else if (raw.httpVersionMinor > 0 && raw.headers.connection?.toLowerCase() !== 'close') {
        void reply.headers({ connection: 'keep-alive', 'keep-alive': `timeout=${KEEP_ALIVE_S}` });
      }
    }
    done();
  });
  fastify.addHook('preClose', async () => {
    stopping.add(server);
    if (!server.listening) return;
    await anIdleTurn();
    // Only the door: `close` of an HTTP server also ends those who have come in and not said yet what they want.
    NetServer.prototype.close.call(server);
    await gone(fresh, SPEAK_WITHIN_MS);
  });
}

/**
 * A turn of the event loop accepts all who wait at the door and then does its other work; the system resets those
 * who come meanwhile once the door closes. So it closes behind a turn that had nothing else to do.
 */
async function anIdleTurn(): Promise<void> {
  const until = performance.now() + IDLE_WITHIN_MS;
  for (let began = performance.now(); began < until; began = performance.now()) {
    await new Promise((resolve) => setImmediate(resolve));
    if (performance.now() - began < IDLE_TURN_MS) return;
  }
}

/** Waits until none of those who are in the set now is in it any more, and no longer than that. */
async function gone(sockets: ReadonlySet<Socket>, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  const present = [...sockets];
  while (performance.now() < until && present.some((socket) => sockets.has(socket))) {
    await sleep(POLL_MS);
  }
}

/** Says "not ready", and answers until every client has been told on its connection that it goes. */
export async function drain({ server }: FastifyInstance): Promise<void> {
  stopping.add(server);
  for (const farewell of farewells.get(server) ?? []) farewell();
  const used = connections.get(server)?.used ?? new Set();
  await Promise.all([sleep(NOTICE_MS), gone(used, DRAIN_WITHIN_MS)]);
}

/** Ends the process once `close` has answered what is under way; the second signal changes nothing. */
export function stopOnSignals(close: (signal: StopSignal) => Promise<unknown>): () => void {
  let heard = false;
  const stop = (signal: StopSignal): void => {
    // Ctrl-C reaches a whole group of processes, and some again through the one that started them.
    if (heard) return;
    heard = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void close(signal).then(() => process.exit(0));
  };
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

/** The same for a Nest application. */
export function stopAppOnSignals(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const forget = stopOnSignals(async (signal) => {
    if (signal === 'SIGTERM') await drain(fastify);
    await app.close();
  });
  // Tests make and close many in one process.
  fastify.addHook('onClose', async () => forget());
}
