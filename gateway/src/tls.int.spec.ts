import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { type Certificate, selfSigned } from '../test/certificate';
import {
  accessToken,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../test/platform';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request within a connection of HTTP/2. */
function ask(
  session: ClientHttp2Session,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/json',
      ...headers,
    });
    let status = 0;
    let text = '';
    stream.on('response', (answer) => {
      status = Number(answer[':status']);
    });
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    stream.on('error', reject).on('end', () => resolve({ status, body: text }));
    stream.end(JSON.stringify(body));
  });
}

describe('a gateway with a certificate', () => {
  let directory: string;
  let platform: TestPlatform;
  let certificate: Certificate;
  let session: ClientHttp2Session;

  const write = async ({ cert, key }: Certificate): Promise<void> => {
    await writeFile(join(directory, 'key.pem'), key);
    await writeFile(join(directory, 'cert.pem'), cert);
  };
  /** Over HTTP/1.1. */
  const get = (path: string, agent?: Agent): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = {
        ca: certificate.cert,
        ALPNProtocols: ['http/1.1'],
        ...(agent ? { agent } : {}),
      };
      const outgoing = request(`${platform.url}${path}`, options, (incoming) => {
        let body = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
      });
      outgoing.on('error', reject).end();
    });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ai-finops-tls-'));
    certificate = await selfSigned();
    await write(certificate);
    platform = await startPlatform({
      env: {
        TLS_CERT_PATH: join(directory, 'cert.pem'),
        TLS_KEY_PATH: join(directory, 'key.pem'),
      },
      waitUntilReady: false,
    });
    await eventually(async () => (await get('/health/ready')).status === 200);
    session = connect(platform.url, { ca: certificate.cert });
  });
  afterAll(async () => {
    session.destroy();
    await platform.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('speaks HTTP/2, many requests on one connection', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        ask(session, '/graphql', { query: '{ me { email } }' }, bearer(accessToken())),
      ),
    );
    expect(session.alpnProtocol).toBe('h2');
    for (const { status, body } of answers) {
      expect([status, JSON.parse(body).data]).toEqual([200, { me: { email: 'ada@example.com' } }]);
    }
  });

  describe('tells subscriptions over HTTP/2', () => {
    const headers = { accept: 'text/event-stream', ...bearer(accessToken()) };

    it('to their end, beside each other on one connection', async () => {
      const told = await Promise.all(
        [1, 2, 3].map(() =>
          ask(session, '/graphql', { query: 'subscription { moments }' }, headers),
        ),
      );
      for (const { status, body } of told) {
        expect([status, body.match(/^event: \w+$/gm)]).toEqual([
          200,
          ['event: next', 'event: next', 'event: complete'],
        ]);
      }
    });

    it('until their client closes the stream', async () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/graphql',
        'content-type': 'application/json',
        ...headers,
      });
      stream.resume().end('{"query":"subscription { spending { amount } }"}');
      await eventually(async () => platform.spendings.length === 1);
      stream.close();
      await eventually(async () => platform.spendings.length === 0);
    });
  });

  it('speaks HTTP/1.1 with those who know no other, and nothing without TLS', async () => {
    expect((await get('/health')).status).toBe(200);
    await expect(fetch(platform.url.replace('https:', 'http:'))).rejects.toThrow();
  });

  it('passes requests of HTTP/2 on to auth, which speaks HTTP/1.1', async () => {
    const { status, body } = await ask(session, '/auth/echo', { a: 1 });
    const seen = JSON.parse(body);
    expect([status, seen.url, seen.body]).toEqual([201, '/auth/echo', { a: 1 }]);
    expect(seen.headers).toMatchObject({ 'x-forwarded-proto': 'https' });
    expect(Object.keys(seen.headers).filter((name) => name.startsWith(':'))).toEqual([]);
  });

  it('serves a renewed certificate without a restart', async () => {
    const serial = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(platform.url);
        const socket = connectTls({
          host: hostname,
          port: Number(port),
          rejectUnauthorized: false,
        });
        socket.once('error', reject).once('secureConnect', () => {
          resolve(socket.getPeerCertificate().serialNumber);
          socket.destroy();
        });
      });
    expect(await serial()).toBe('01');
    certificate = await selfSigned('02');
    await write(certificate);
    await eventually(async () => (await serial()) === '02', 30_000);
    // Those who were connected before notice nothing.
    expect((await ask(session, '/graphql', { query: '{ total }' })).status).toBe(200);
  });

  it('answers what is under way when it closes, whatever stays connected', async () => {
    const agent = new Agent({ keepAlive: true });
    expect((await get('/health', agent)).status).toBe(200);
    let asked = false;
    platform.finops.misbehaviour = async (reply) => {
      asked = true;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return reply.send({ data: { total: '1' } });
    };
    const answer = ask(session, '/graphql', { query: '{ total }' });
    await eventually(async () => asked);
    const closed = platform.close();
    expect(await answer).toEqual({ status: 200, body: expect.stringContaining('"total":"1"') });
    await closed;
    agent.destroy();
  });
});
