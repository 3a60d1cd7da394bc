import { connect, type Socket } from 'node:net';
import { type Summary, summarise } from './measure.ts';

/** What came of a load. */
export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly latency: Summary;
}

/** As much as one read takes: an answer of the shop in two at most. */
const READ_BYTES = 64 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = '0\r\n\r\n';

/**
 * Asks over one connection, again and again. What comes is counted rather than kept, in memory that every read uses
 * anew: the load shares a core with the subgraphs, and what it takes is lacking to the gateway that waits for it.
 */
class Connection {
  readonly latencies: number[] = [];
  failures = 0;
  /** What has come of a head that is not whole yet. */
  #head: Buffer | undefined;
  /** Bytes of the answer that have not come; undefined before its head has, NaN when it comes in chunks. */
  #left: number | undefined;
  /** The last characters of an answer in chunks. */
  #tail = '';
  #sentAt = 0;
  #ended: () => void = () => undefined;

  readonly socket: Socket;
  readonly next: () => Buffer | undefined;

  constructor(port: number, next: () => Buffer | undefined) {
    this.next = next;
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (bytes, buffer) => {
          this.#receive((buffer as Buffer).subarray(0, bytes));
          return true;
        },
      },
    });
    this.socket.on('error', () => this.#broken());
    this.socket.on('close', () => this.#broken());
  }

  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#send();
    });
  }

  #broken(): void {
    this.failures += 1;
    this.#ended();
  }

  #send(): void {
    const request = this.next();
    if (!request) {
      this.socket.removeAllListeners('close').destroy();
      this.#ended();
      return;
    }
    this.#head = undefined;
    this.#left = undefined;
    this.#tail = '';
    this.#sentAt = performance.now();
    this.socket.write(request);
  }

  #receive(bytes: Buffer): void {
    const body = this.#left === undefined ? this.#begin(bytes) : bytes;
    if (!body || this.#left === undefined) return;
    if (Number.isNaN(this.#left)) {
      this.#tail = `${this.#tail}${body.toString('latin1', Math.max(0, body.length - 5))}`.slice(
        -5,
      );
      if (this.#tail !== LAST_CHUNK) return;
    } else {
      this.#left -= body.length;
      if (this.#left > 0) return;
    }
    this.latencies.push(performance.now() - this.#sentAt);
    this.#send();
  }

  /** Reads the head; answers what follows it, undefined while it is not whole. */
  #begin(bytes: Buffer): Buffer | undefined {
    const came = this.#head ? Buffer.concat([this.#head, bytes]) : bytes;
    const end = came.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#head = Buffer.from(came);
      return undefined;
    }
    const head = came.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 200 ')) this.failures += 1;
    this.#left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    return came.subarray(end + END_OF_HEAD.length);
  }
}

/** A GraphQL request as it goes over the wire. */
export function wireRequest(
  port: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const head = [
    'POST /graphql HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Keeps so many connections busy for a time, each sending its next request when it has its answer. */
export async function load(
  port: number,
  requests: readonly Buffer[],
  options: { readonly connections: number; readonly seconds: number },
): Promise<LoadResult> {
  const started = performance.now();
  const until = started + options.seconds * 1_000;
  let sent = 0;
  const next = (): Buffer | undefined => {
    if (performance.now() > until) return undefined;
    sent += 1;
    return requests[sent % requests.length];
  };
  const connections = Array.from({ length: options.connections }, () => new Connection(port, next));
  await Promise.all(connections.map((connection) => connection.run()));
  const latencies = connections.flatMap((connection) => connection.latencies);
  return {
    requests: latencies.length,
    failures: connections.reduce((sum, { failures }) => sum + failures, 0),
    seconds: (performance.now() - started) / 1_000,
    latency: summarise(latencies),
  };
}
