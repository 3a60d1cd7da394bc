import { connect, type Socket } from 'node:net';
import { type Summary, summarise } from '../measure.ts';

/** What came of a load. */
export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly latency: Summary;
}

/** Length of the answer at the start of the buffer with its head; undefined while it is not whole. */
function answerLength(buffer: Buffer): number | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = buffer.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const whole = end + 4 + Number(length);
    return buffer.length >= whole ? whole : undefined;
  }
  const last = buffer.lastIndexOf('0\r\n\r\n');
  return last > end && last + 5 === buffer.length ? buffer.length : undefined;
}

class Connection {
  readonly latencies: number[] = [];
  failures = 0;
  #chunks: Buffer[] = [];
  #size = 0;
  #expected: number | undefined;
  #sentAt = 0;
  #ended: () => void = () => undefined;

  readonly socket: Socket;
  readonly next: () => Buffer | undefined;

  constructor(socket: Socket, next: () => Buffer | undefined) {
    this.socket = socket;
    this.next = next;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk as Buffer));
    socket.on('error', () => this.#broken());
    socket.on('close', () => this.#broken());
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
    this.#sentAt = performance.now();
    this.socket.write(request);
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#expected === undefined || this.#size >= this.#expected) {
      const whole = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
      this.#chunks = [whole];
      const length = answerLength(whole);
      if (length === undefined) {
        const known = /\r\ncontent-length: *(\d+)/i.exec(whole.toString('latin1', 0, 2_000))?.[1];
        const end = whole.indexOf('\r\n\r\n');
        if (known !== undefined && end > 0) this.#expected = end + 4 + Number(known);
        return;
      }
      if (whole.toString('latin1', 9, 12) !== '200') this.failures += 1;
      this.latencies.push(performance.now() - this.#sentAt);
      this.#chunks = [];
      this.#size = 0;
      this.#expected = undefined;
      this.#send();
    }
  }
}

/** An HTTP request as it goes over the wire. */
export function wireRequest(port: number, path: string, token: string, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: application/json',
    `authorization: Bearer ${token}`,
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
  const connections = Array.from(
    { length: options.connections },
    () => new Connection(connect(port, '127.0.0.1'), next),
  );
  await Promise.all(connections.map((connection) => connection.run()));
  const latencies = connections.flatMap((connection) => connection.latencies);
  return {
    requests: latencies.length,
    failures: connections.reduce((sum, { failures }) => sum + failures, 0),
    seconds: (performance.now() - started) / 1_000,
    latency: summarise(latencies),
  };
}
