import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient } from './client';
import { GraphqlError, ProblemError, TransportError } from './errors';
import { nodes } from './pages';
import { memorySession } from './session';

interface Seen {
  readonly authorization: string | undefined;
  readonly query: string;
}

type Answer = { status?: number; headers?: Record<string, string>; body: unknown };

describe('the client', () => {
  let server: Server;
  let url: string;
  let seen: Seen[];
  let answer: (request: IncomingMessage, seen: Seen) => Answer | Promise<Answer>;

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      void (async () => {
        const body = await text(request);
        const one = {
          authorization: request.headers.authorization,
          query: body.startsWith('{') ? JSON.parse(body).query : '',
        };
        seen.push(one);
        const { status = 200, headers = {}, body: result } = await answer(request, one);
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(result));
      })();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  it('sends the token and gives the data', async () => {
    answer = () => ({ body: { data: { me: { id: '1' } } } });
    const client = createClient({ url, token: 'abc' });
    expect(await client.request('query { me { id } }')).toEqual({ me: { id: '1' } });
    expect(seen).toEqual([{ authorization: 'Bearer abc', query: 'query { me { id } }' }]);
  });

  it('throws the code, the document and the partial data of a refusal', async () => {
    answer = () => ({
      body: {
        data: { me: null },
        errors: [{ message: 'Not allowed', path: ['me'], extensions: { code: 'FORBIDDEN' } }],
      },
    });
    const failure = createClient({ url }).request('query { me { id } }', { a: 1 });
    await expect(failure).rejects.toBeInstanceOf(GraphqlError);
    await expect(failure).rejects.toMatchObject({
      code: 'FORBIDDEN',
      query: 'query { me { id } }',
      variables: { a: 1 },
      data: { me: null },
    });
  });

  it('tries a query again after a passing failure', async () => {
    answer = () =>
      seen.length < 3
        ? { status: 503, headers: { 'retry-after': '0' }, body: {} }
        : { body: { data: { ok: true } } };
    expect(await createClient({ url }).request('query { ok }')).toEqual({ ok: true });
    expect(seen).toHaveLength(3);
  });

  it('never sends a mutation twice', async () => {
    answer = () => ({ status: 503, body: {} });
    await expect(createClient({ url }).request('mutation { go }')).rejects.toMatchObject({
      code: 'BAD_RESPONSE',
      status: 503,
    });
    expect(seen).toHaveLength(1);
  });

  it('never repeats a document that also holds a mutation', async () => {
    answer = () => ({ status: 503, body: {} });
    const both = 'query A { a } mutation B { b }';
    await expect(createClient({ url }).request(both)).rejects.toBeInstanceOf(TransportError);
    expect(seen).toHaveLength(1);
  });

  it('refreshes an expired session once for requests that fail together', async () => {
    let refreshes = 0;
    answer = (_, { authorization, query }) => {
      if (query.includes('refreshToken(input')) {
        refreshes += 1;
        const refreshToken = { accessToken: 'new', refreshToken: 'r2', expiresIn: 900 };
        return { body: { data: { refreshToken } } };
      }
      return authorization === 'Bearer new'
        ? { body: { data: { ok: true } } }
        : { body: { errors: [{ message: 'old', extensions: { code: 'TOKEN_EXPIRED' } }] } };
    };
    const session = memorySession({ accessToken: 'old', refreshToken: 'r1' });
    const client = createClient({ url, session });
    const results = await Promise.all([1, 2, 3, 4].map(() => client.request('query { ok }')));
    expect(results).toEqual(Array(4).fill({ ok: true }));
    expect(refreshes).toBe(1);
    expect(await session.load()).toMatchObject({ accessToken: 'new', refreshToken: 'r2' });
  });

  it.each([
    ['forgets a session whose refresh token is refused', 'INVALID_REFRESH_TOKEN', null],
    ['keeps a session when the refresh fails for another reason', 'SERVICE_UNAVAILABLE', 'r1'],
  ])('%s', async (_, code, kept) => {
    answer = (_request, { query }) => ({
      body: {
        errors: [
          {
            message: 'no',
            extensions: { code: query.includes('refresh') ? code : 'TOKEN_EXPIRED' },
          },
        ],
      },
    });
    const session = memorySession({ accessToken: 'old', refreshToken: 'r1' });
    await expect(createClient({ url, session }).request('query { ok }')).rejects.toThrow(
      GraphqlError,
    );
    expect((await session.load())?.refreshToken ?? null).toBe(kept);
  });

  it('says when nobody answers', async () => {
    const client = createClient({ url: 'http://127.0.0.1:1', retry: 0 });
    await expect(client.request('query { ok }')).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('says when the answer takes too long', async () => {
    answer = () => new Promise((done) => setTimeout(() => done({ body: {} }), 200));
    const client = createClient({ url, retry: 0, timeout: 50 });
    await expect(client.request('query { ok }')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('turns problem details of REST into errors', async () => {
    answer = () => ({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE', detail: 'Too large.' } });
    const failure = createClient({ url, apiUrl: url }).rest('/uploads', {
      method: 'POST',
      body: 'x',
    });
    await expect(failure).rejects.toBeInstanceOf(ProblemError);
    await expect(failure).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', status: 413 });
  });

  const expiredUnlessNew =
    (paths: string[]) =>
    (request: IncomingMessage, one: Seen): Answer => {
      if (one.query.includes('refreshToken(input')) {
        const refreshToken = { accessToken: 'new', refreshToken: 'r2', expiresIn: 900 };
        return { body: { data: { refreshToken } } };
      }
      paths.push(`${request.method} ${request.url} ${one.authorization}`);
      return one.authorization === 'Bearer new'
        ? { body: { ok: true } }
        : { status: 401, body: { code: 'TOKEN_EXPIRED', detail: 'Over.' } };
    };

  it.each(['text', new Blob(['blob'])])(
    'refreshes the session for a REST route too',
    async (body) => {
      const paths: string[] = [];
      answer = expiredUnlessNew(paths);
      const session = memorySession({ accessToken: 'old', refreshToken: 'r1' });
      const client = createClient({ url, apiUrl: url, session });
      expect(await client.rest('/uploads', { method: 'POST', body })).toEqual({ ok: true });
      expect(paths).toEqual(['POST /uploads Bearer old', 'POST /uploads Bearer new']);
      expect((await session.load())?.refreshToken).toBe('r2');
    },
  );

  it('refreshes before it sends a stream, which cannot be sent again', async () => {
    const paths: string[] = [];
    answer = expiredUnlessNew(paths);
    const claims = { exp: Math.floor(Date.now() / 1000) + 5 };
    const ending = `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
    const session = memorySession({ accessToken: ending, refreshToken: 'r1' });
    const client = createClient({ url, apiUrl: url, session });
    const body = new Blob(['a stream']).stream();
    const sent = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await client.rest('/uploads', sent)).toEqual({ ok: true });
    expect(paths).toEqual(['POST /uploads Bearer new']);
  });

  it('gives a refusal of REST that no refresh mends', async () => {
    answer = (_, { query }) =>
      query === ''
        ? { status: 401, body: { code: 'TOKEN_EXPIRED', detail: 'Over.' } }
        : { body: { errors: [{ message: 'no', extensions: { code: 'INVALID_REFRESH_TOKEN' } }] } };
    const session = memorySession({ accessToken: 'old', refreshToken: 'r1' });
    const client = createClient({ url, apiUrl: url, session });
    await expect(client.rest('/imports')).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
    });
    expect(await session.load()).toBeNull();
  });

  /** A body of parts that come one by one as they are told to. */
  const partByPart = (
    part: (controller: ReadableStreamDefaultController, i: number) => Promise<void> | void,
  ) => {
    let i = 0;
    return async (_: unknown, { signal }: RequestInit): Promise<Response> => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          signal?.addEventListener('abort', () => controller.error(signal.reason)),
        pull: (controller) => part(controller, i++),
      });
      return new Response(body);
    };
  };

  it('lets a file take longer than the time limit, which is for silence', async () => {
    const fetch = partByPart(async (controller, i) => {
      await new Promise((done) => setTimeout(done, 60));
      if (i < 8) controller.enqueue(Buffer.from('x'));
      else controller.close();
    }) as typeof globalThis.fetch;
    const client = createClient({ url, apiUrl: url, fetch, timeout: 300 });
    expect(await new Response(await client.download('/exports')).text()).toBe('xxxxxxxx');
  });

  it('ends a file whose bytes no longer come', async () => {
    const fetch = partByPart((controller, i) => {
      if (i > 0) return new Promise<void>(() => undefined);
      controller.enqueue(Buffer.from('x'));
      return undefined;
    }) as typeof globalThis.fetch;
    const client = createClient({ url, apiUrl: url, fetch, timeout: 50 });
    const file = await client.download('/exports');
    await expect(new Response(file).text()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('gives a file of REST as it comes, and its refusal as an error', async () => {
    answer = () => ({ status: 200, body: { any: 'bytes' } });
    const client = createClient({ url, apiUrl: url });
    const file = await client.download('/exports', { method: 'POST', body: '{}' });
    expect(await new Response(file).text()).toBe('{"any":"bytes"}');
    answer = () => ({ status: 403, body: { code: 'FORBIDDEN', detail: 'No.' } });
    const refused = client.download('/exports', { method: 'POST', body: '{}' });
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403 });
  });
});

describe('nodes', () => {
  it('reads a connection page by page, and only as far as it is asked', async () => {
    const asked: (string | null)[] = [];
    const all = nodes(async (after) => {
      asked.push(after);
      const page = Number(after ?? 0);
      return {
        nodes: [page * 2, page * 2 + 1],
        pageInfo: { hasNextPage: page < 2, endCursor: String(page + 1) },
      };
    });
    const read: number[] = [];
    for await (const node of all) {
      read.push(node);
      if (node === 3) break;
    }
    expect(read).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([null, '1']);
  });
});
