import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { followImport, importAndWait } from './bills';
import { type Client, createClient } from './client';
import { memorySession } from './session';

const next = (result: object): string => `event: next\ndata: ${JSON.stringify(result)}\n\n`;
const COMPLETE = 'event: complete\ndata: \n\n';
const error = (code: string) => next({ errors: [{ message: code, extensions: { code } }] });

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const read: Value[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('subscribe', () => {
  let server: Server;
  let client: Client;
  let seen: { authorization: string | undefined; accept: string | undefined; query: string }[];
  let answer: (response: ServerResponse, request: IncomingMessage, query: string) => void;
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Tells pieces as they are given, then ends. */
  const tell = (response: ServerResponse, ...pieces: readonly (string | Buffer)[]) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const [piece, ...rest] = pieces;
    if (piece === undefined) return void response.end();
    response.write(piece);
    const later = (at: number): void => {
      const more = rest[at];
      if (more === undefined) return void response.end();
      response.write(more);
      setImmediate(later, at + 1);
    };
    setImmediate(later, 0);
  };
  const json = (response: ServerResponse, status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { authorization, accept } = request.headers;
        const { query } = JSON.parse(body);
        seen.push({ authorization, accept, query });
        answer(response, request, query);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    client = createClient({ url: url(), token: 'abc', retry: 0 });
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  it('gives results as they come, however they are cut, until there are no more', async () => {
    const bytes = Buffer.from(
      `:\n\n${next({ data: { n: 'é 1' } })}: still here\n\n${next({ data: { n: '2' } })}${COMPLETE}`,
    );
    const pieces = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, i) =>
      bytes.subarray(i * 3, i * 3 + 3),
    );
    answer = (response) => tell(response, ...pieces);
    expect(await all(client.subscribe('subscription { n }'))).toEqual([{ n: 'é 1' }, { n: '2' }]);
    expect(seen).toEqual([
      { authorization: 'Bearer abc', accept: 'text/event-stream', query: 'subscription { n }' },
    ]);
  });

  it('throws the code of a result with errors, after those before it', async () => {
    answer = (response) => tell(response, next({ data: { n: 1 } }), error('NOT_FOUND'), COMPLETE);
    const results = client.subscribe('subscription { n }');
    expect(await results.next()).toEqual({ done: false, value: { n: 1 } });
    await expect(results.next()).rejects.toMatchObject({ name: 'GraphqlError', code: 'NOT_FOUND' });
  });

  it('throws the code of a request that is refused', async () => {
    const errors = [{ message: 'Enough.', extensions: { code: 'TOO_MANY_REQUESTS' } }];
    answer = (response) => json(response, 429, { errors });
    const refused = all(client.subscribe('subscription { n }'));
    await expect(refused).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });

  it.each([
    ['break off', [next({ data: {} })], 'UNREACHABLE'],
    ['are no results', ['event: next\ndata: 7\n\n'], 'BAD_RESPONSE'],
  ])('says when the events %s', async (_, pieces, code) => {
    answer = (response) => tell(response, ...pieces);
    const results = all(client.subscribe('subscription { n }'));
    await expect(results).rejects.toMatchObject({ name: 'TransportError', code });
  });

  it('ends at the server when the loop is left', async () => {
    const closed = new Promise<void>((done) => {
      answer = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(next({ data: { n: 1 } }));
        response.once('close', done);
      };
    });
    for await (const result of client.subscribe('subscription { n }')) {
      expect(result).toEqual({ n: 1 });
      break;
    }
    await closed;
  });

  it('ends when its signal says so', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(next({ data: { n: 1 } }));
    };
    const leave = new AbortController();
    const results = client.subscribe('subscription { n }', {}, { signal: leave.signal });
    await results.next();
    const waiting = results.next();
    leave.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe('with a session', () => {
    const fresh = { accessToken: 'a2', refreshToken: 'r2' };
    const withSession = () =>
      createClient({
        url: url(),
        session: memorySession({ accessToken: 'a1', refreshToken: 'r1' }),
      });

    it('refreshes an access token that expires meanwhile, and goes on', async () => {
      answer = (response, { headers }, query) => {
        if (query.includes('mutation'))
          return json(response, 200, { data: { refreshToken: fresh } });
        return headers.authorization === 'Bearer a1'
          ? tell(response, next({ data: { n: 1 } }), error('TOKEN_EXPIRED'), COMPLETE)
          : tell(response, next({ data: { n: 2 } }), COMPLETE);
      };
      expect(await all(withSession().subscribe('subscription { n }'))).toEqual([
        { n: 1 },
        { n: 2 },
      ]);
    });

    it.each([
      ['the session has ended', { errors: [{ extensions: { code: 'INVALID_REFRESH_TOKEN' } }] }],
      ['a fresh one is refused too', { data: { refreshToken: fresh } }],
    ])('throws what it was refused with when %s', async (_, refreshed) => {
      answer = (response, _request, query) =>
        query.includes('mutation')
          ? json(response, 200, refreshed)
          : tell(response, error('UNAUTHENTICATED'), COMPLETE);
      const refused = all(withSession().subscribe('subscription { n }'));
      await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });
  });

  describe('followImport', () => {
    const state = (status: string, bytesRead = 0) => ({
      id: 'i1',
      status,
      progress: { bytesRead, bytesTotal: 10 },
    });
    const told = (status: string, bytesRead?: number) =>
      next({ data: { importProgress: state(status, bytesRead) } });

    it('is told the states of an import to its end', async () => {
      answer = (response) => tell(response, told('RUNNING', 5), told('PUBLISHED', 10), COMPLETE);
      expect(await all(followImport(client, 'i1'))).toEqual([
        state('RUNNING', 5),
        state('PUBLISHED', 10),
      ]);
    });

    it.each([
      [
        'does not know the subscription',
        (r: ServerResponse) => tell(r, error('GRAPHQL_VALIDATION_FAILED')),
      ],
      ['breaks off', (r: ServerResponse) => tell(r, told('RUNNING', 5))],
      [
        'stops',
        (r: ServerResponse) => tell(r, told('RUNNING', 5), error('SERVICE_UNAVAILABLE'), COMPLETE),
      ],
      ['ends too early', (r: ServerResponse) => tell(r, told('RUNNING', 5), COMPLETE)],
      ['refuses it', (r: ServerResponse) => r.writeHead(502).end('no')],
    ])('asks again and again where the gateway %s', async (_, subscribed) => {
      let asked = 0;
      answer = (response, _request, query) => {
        if (query.includes('subscription')) return subscribed(response);
        asked += 1;
        const now = asked === 1 ? state('RUNNING', 7) : state('FAILED', 7);
        return json(response, 200, { data: { import: now } });
      };
      const states = await all(followImport(client, 'i1'));
      expect(states.slice(-2)).toEqual([state('RUNNING', 7), state('FAILED', 7)]);
    });

    it('throws what is wrong with the import itself', async () => {
      answer = (response, _request, query) =>
        query.includes('subscription')
          ? tell(response, error('NOT_FOUND'), COMPLETE)
          : json(response, 200, { data: { import: null } });
      await expect(all(followImport(client, 'i1'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is how importAndWait tells how far it is', async () => {
      answer = (response, _request, query) =>
        query.includes('mutation')
          ? json(response, 200, { data: { importBill: state('PENDING') } })
          : tell(response, told('RUNNING', 5), told('PUBLISHED', 10), COMPLETE);
      const seenStates: number[] = [];
      const imported = await importAndWait(client, 'u1', {
        onProgress: ({ progress }) => seenStates.push(progress.bytesRead),
      });
      expect(imported).toEqual(state('PUBLISHED', 10));
      expect(seenStates).toEqual([0, 5]);
    });
  });
});
