import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { closeGently, drain, isStopping } from './shutdown';

const REQUEST = 'GET / HTTP/1.1\r\nhost: here\r\n\r\n';

/** One connection of a client that writes what it is told to and hears what comes. */
class Client {
  readonly #socket: Socket;
  readonly closed: Promise<unknown>;
  #heard = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#heard += text;
    });
    // A reset ends it too; what was heard until then is what counts.
    socket.on('error', () => undefined);
  }

  static async to(app: FastifyInstance): Promise<Client> {
    const { port } = app.server.address() as AddressInfo;
    const accepted = once(app.server, 'connection');
    const client = new Client(connect(port, '127.0.0.1'));
    await accepted;
    return client;
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** The head of an answer to a request sent now. */
  async ask(): Promise<string> {
    this.#heard = '';
    this.send(REQUEST);
    return this.heard();
  }

  async heard(): Promise<string> {
    while (!this.#heard.includes('here I am') && !this.#socket.closed) await sleep(5);
    return this.#heard;
  }

  end(): void {
    this.#socket.destroy();
  }
}

async function listening(): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
  closeGently(app);
  app.get('/', async () => 'here I am');
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}

describe('closing gently', () => {
  it('tells clients to leave a silent connection before the server does', async () => {
    const app = await listening();
    const client = await Client.to(app);
    expect(await client.ask()).toMatch(/keep-alive: timeout=5\r\n/i);
    expect(app.server.keepAliveTimeout).toBeGreaterThan(5_000);
    client.end();
    await app.close();
  });

  it('keeps to a client that closes after one answer', async () => {
    const app = await listening();
    const client = await Client.to(app);
    client.send(REQUEST.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
    const answer = await client.heard();
    expect(answer).toMatch(/connection: close\r\n/i);
    expect(answer).not.toMatch(/keep-alive/i);
    await client.closed;
    await app.close();
  });

  it('drains until a client has been told on the connection that it keeps', async () => {
    const app = await listening();
    const client = await Client.to(app);
    await client.ask();
    let drained = false;
    const draining = drain(app).then(() => {
      drained = true;
    });
    expect(isStopping(app)).toBe(true);
    // Longer than balancers need: the client would meet a closed connection now.
    await sleep(700);
    expect(drained).toBe(false);
    expect(await client.ask()).toMatch(/connection: close\r\n.*here I am$/is);
    await client.closed;
    await draining;
    await app.close();
  });

  it('drains no longer than clients keep a silent connection', async () => {
    const app = await listening();
    const client = await Client.to(app);
    await client.ask();
    await drain(app);
    await app.close();
    await client.closed;
  });

  it('answers whoever came in before the door closed', async () => {
    const app = await listening();
    const client = await Client.to(app);
    const closing = app.close();
    // Behind the closed door: the server has stopped listening, and knows of the connection only.
    while (app.server.listening) await setImmediate();
    client.send(REQUEST);
    expect(await client.heard()).toMatch(/^HTTP\/1.1 200 OK.*here I am$/s);
    await closing;
  });

  it('does not wait for a client that says nothing', async () => {
    const app = await listening();
    const client = await Client.to(app);
    await app.close();
    await client.closed;
  });
});
