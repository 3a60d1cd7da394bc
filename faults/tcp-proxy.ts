import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** What becomes of bytes and new connections. */
export type ProxyMode =
  /** Everything goes through. */
  | 'pass'
  /** Connections stay open and are accepted, but not a byte arrives: a network that lost its way. */
  | 'blackhole'
  /** Nobody is there: connections are reset, new ones too. */
  | 'refuse'
  /** Answers come two seconds late. */
  | 'late'
  /** The connection is reset when the answer begins. */
  | 'reset'
  /** The connection ends after the first 200 bytes of an answer. */
  | 'cut'
  /** Answers come in slices of three bytes. */
  | 'trickle';

const LATE_MS = 2_000;
const CUT_AFTER = 200;
const SLICE = 3;

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** A TCP proxy on 127.0.0.1 that can stop passing anything on without closing anything, or spoil answers. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Accepted while nothing went through: these never got a partner. */
  readonly #orphans = new Set<Socket>();
  #mode: ProxyMode = 'pass';
  /** Port of the server behind, for connections that come from now on. */
  target: number;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.target = target;
    server.on('connection', (client) => this.#accept(client));
  }

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get mode(): ProxyMode {
    return this.#mode;
  }

  /** Bytes that a blackhole held back are lost for their connections, as with a firewall that forgot them. */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    if (mode === 'refuse') this.resetAll();
    if (mode !== 'blackhole') return;
    for (const { client, upstream } of this.#pairs) {
      client.unpipe().pause();
      upstream.unpipe().pause();
    }
  }

  /** Ends every connection, as when the server behind is replaced. */
  resetAll(): void {
    for (const { client } of this.#pairs) client.resetAndDestroy();
    for (const client of this.#orphans) client.resetAndDestroy();
  }

  #accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.#mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    if (this.#mode === 'blackhole') {
      this.#orphans.add(client);
      client.once('close', () => this.#orphans.delete(client));
      return;
    }
    const upstream = connect(this.target, '127.0.0.1');
    const pair = { client: client.setNoDelay(), upstream };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    upstream.on('error', end);
    client.once('close', end);
    upstream.once('close', end);
    client.pipe(upstream).pipe(this.#answers(pair)).pipe(client);
  }

  /** The way of a connection's answers, spoilt as the mode says. */
  #answers({ client, upstream }: Pair): Transform {
    const spoil = async (chunk: Buffer, answers: Transform): Promise<void> => {
      if (this.#mode === 'late') await sleep(LATE_MS);
      if (this.#mode === 'reset') {
        client.resetAndDestroy();
      } else if (this.#mode === 'cut') {
        client.end(chunk.subarray(0, CUT_AFTER));
        upstream.destroy();
      } else if (this.#mode === 'trickle') {
        for (let at = 0; at < chunk.length && !client.destroyed; at += SLICE) {
          client.write(chunk.subarray(at, at + SLICE));
          await turn();
        }
      } else answers.push(chunk);
    };
    return new Transform({
      transform(chunk: Buffer, _encoding, done: TransformCallback) {
        spoil(chunk, this).then(() => done(), done);
      },
    });
  }

  async stop(): Promise<void> {
    this.resetAll();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
