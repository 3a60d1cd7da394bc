import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of bytes and new connections. */
export type ProxyMode =
  /** Everything goes through. */
  | 'pass'
  /** Connections stay open and are accepted, but not a byte arrives: a network that lost its way. */
  | 'blackhole';

/** A TCP proxy on 127.0.0.1 that can stop passing anything on without closing anything. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ readonly client: Socket; readonly upstream: Socket }>();
  /** Accepted while nothing went through: these never got a partner. */
  readonly #orphans = new Set<Socket>();
  #mode: ProxyMode = 'pass';
  /** Port of the server behind. */
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

  /** Bytes that were held back are lost for their connections, as with a firewall that forgot them. */
  set mode(mode: ProxyMode) {
    this.#mode = mode;
    for (const { client, upstream } of this.#pairs) {
      if (mode === 'blackhole') {
        client.unpipe(upstream).pause();
        upstream.unpipe(client).pause();
      }
    }
  }

  #accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.#mode === 'blackhole') {
      this.#orphans.add(client);
      client.once('close', () => this.#orphans.delete(client));
      return;
    }
    const upstream = connect(this.target, '127.0.0.1');
    const pair = { client, upstream };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    upstream.on('error', end);
    client.once('close', end);
    upstream.once('close', end);
    client.pipe(upstream).pipe(client);
  }

  async stop(): Promise<void> {
    for (const { client } of this.#pairs) client.destroy();
    for (const client of this.#orphans) client.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
