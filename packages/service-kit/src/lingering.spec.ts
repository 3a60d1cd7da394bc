import { connect, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { hearOut } from './lingering';

const LIMIT = 1_024;
const BODY = 4 * 1024 * 1024;

async function server(): Promise<{ fastify: FastifyInstance; port: number }> {
  const fastify = Fastify({ bodyLimit: LIMIT });
  hearOut(fastify);
  fastify.post('/', async () => ({}));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const address = fastify.server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return { fastify, port: address.port };
}

/** What the server says until it closes the connection. */
function answerTo(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk));
  // Who sends more than is heard out may be cut off after the answer.
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve(text)));
}

const head = (length: number) =>
  `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

describe('a refused body', () => {
  let running: Awaited<ReturnType<typeof server>>;
  beforeAll(async () => {
    running = await server();
  });
  afterAll(() => running.fastify.close());

  it('is heard out: whoever sends all of it gets the refusal, every time', async () => {
    const url = `http://127.0.0.1:${running.port}/`;
    const headers = { 'content-type': 'application/json' };
    const statuses = [];
    for (let round = 0; round < 8; round += 1) {
      const response = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(BODY) });
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual(statuses.map(() => 413));
  });

  it('may come in pieces', async () => {
    const socket = connect(running.port, '127.0.0.1');
    const answer = answerTo(socket);
    socket.write(head(BODY));
    for (let piece = 0; piece < 4; piece += 1) {
      socket.write('x'.repeat(BODY / 4));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that never ends is answered all the same', async () => {
    const socket = connect(running.port, '127.0.0.1');
    socket.write(head(BODY));
    socket.write('x'.repeat(LIMIT));
    expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that is endless is cut off', async () => {
    const socket = connect(running.port, '127.0.0.1');
    const answer = answerTo(socket);
    socket.write(head(1024 * BODY));
    const piece = Buffer.alloc(BODY, 'x');
    const send = (): void => {
      if (socket.writable) socket.write(piece, () => setImmediate(send));
    };
    send();
    await answer;
    expect(socket.bytesWritten).toBeLessThan(256 * BODY);
  });
});
