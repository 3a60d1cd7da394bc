import { createHash } from 'node:crypto';
import {
  AMOUNTS,
  all,
  codesOf,
  endAll,
  listen,
  listeners,
  post,
  publish,
  spent,
  USER,
} from '../../test/listening';
import { startPlatform, type TestPlatform } from '../../test/platform';

describe('a subscription', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: { CORS_ORIGIN: 'https://app.example.com' } });
  });
  afterAll(() => platform.close());
  afterEach(async () => {
    platform.finops.misbehaviour = undefined;
    endAll(platform);
    await listeners(platform, 0);
  });

  describe('over HTTP', () => {
    it('has an answer that nobody on the way may gather, compress or keep', async () => {
      const leave = new AbortController();
      const response = await fetch(`${platform.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'accept-encoding': 'gzip, br',
          origin: 'https://app.example.com',
          'x-request-id': 'req-7',
          ...USER,
        },
        body: JSON.stringify({ query: AMOUNTS }),
        signal: leave.signal,
      });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': 'req-7',
        'access-control-allow-origin': 'https://app.example.com',
      });
      expect(response.headers.has('content-encoding')).toBe(false);
      await listeners(platform, 1);
      expect(platform.finops.fetches.at(-1)?.requestId).toBe('req-7');
      const note = 'n'.repeat(20_000);
      publish(platform, spent(note));
      // It is here although nothing follows.
      const reader = response.body?.getReader();
      let text = '';
      while (!text.endsWith('\n\n') || !text.includes(note)) {
        text += Buffer.from((await reader?.read())?.value ?? []).toString();
      }
      expect(text).toBe(
        `:\n\nevent: next\ndata: ${JSON.stringify({ data: { spending: { amount: note } } })}\n\n`,
      );
      leave.abort();
    });

    it('may be asked for by GET, by a page that proves itself', async () => {
      const url = `${platform.url}/graphql?query=${encodeURIComponent('subscription { moments }')}`;
      const headers = { accept: 'text/event-stream', ...USER };
      const blocked = await fetch(url, { headers });
      expect(blocked.status).not.toBe(500);
      expect(await blocked.text()).toContain('blocked as a potential Cross-Site Request Forgery');
      const answered = await fetch(url, {
        headers: { ...headers, 'apollo-require-preflight': '1' },
      });
      expect(await answered.text()).toBe(
        ':\n\nevent: next\ndata: {"data":{"moments":1}}\n\n' +
          'event: next\ndata: {"data":{"moments":2}}\n\nevent: complete\ndata: \n\n',
      );
    });

    it('is no way to send a mutation by GET', async () => {
      const query = encodeURIComponent('mutation { lower(by: 1) }');
      const response = await fetch(`${platform.url}/graphql?query=${query}`, {
        headers: { accept: 'text/event-stream', 'apollo-require-preflight': '1', ...USER },
      });
      expect(response.status).toBe(405);
    });

    it('is refused to who takes no events', async () => {
      const response = await post(platform, { query: AMOUNTS }, { accept: 'application/json' });
      expect((await response.json()).errors[0]).toMatchObject({
        message: 'A subscription is answered by events: send "accept: text/event-stream".',
        extensions: { code: 'BAD_REQUEST' },
      });
    });

    it('is answered as a persisted query, by its hash', async () => {
      const query = 'subscription Persisted { moments }';
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      const extensions = { persistedQuery: { version: 1, sha256Hash } };
      const unknown = await post(platform, { extensions });
      expect(await unknown.text()).toContain('PERSISTED_QUERY_NOT_FOUND');
      await (await post(platform, { query, extensions })).text();
      expect(await (await post(platform, { extensions })).text()).toContain('{"moments":2}');
    });
  });

  describe('stands beside', () => {
    it('queries and mutations, which are answered by one event', async () => {
      expect(await all(listen(platform, '{ total me { email } }'))).toEqual([
        {
          data: { total: '12.500000000001', me: { email: 'ada@example.com' } },
          extensions: expect.anything(),
        },
      ]);
      const [told] = await all(listen(platform, 'mutation { lower(by: 2) }'));
      expect(told?.data).toEqual({ lower: -2 });
    });

    it('answers in JSON for clients that take both', async () => {
      const accept = 'application/graphql-response+json, application/json, text/event-stream';
      const response = await post(platform, { query: '{ total }' }, { accept });
      expect(response.headers.get('content-type')).toContain('application/graphql-response+json');
      expect((await response.json()).data).toEqual({ total: '12.500000000001' });
      const events = await post(platform, { query: 'subscription { moments }' }, { accept });
      expect(events.headers.get('content-type')).toContain('text/event-stream');
      await events.text();
    });
  });

  describe('beyond the limits', () => {
    it('is refused by an event when its document is not valid', async () => {
      const two = 'subscription { moments spending { amount } }';
      expect(codesOf(await all(listen(platform, two)))).toEqual([['GRAPHQL_VALIDATION_FAILED']]);
      const deep = `subscription { spending ${'{ by '.repeat(3)}${'{ id }'}${' }'.repeat(3)} }`;
      expect(codesOf(await all(listen(platform, deep)))).toEqual([
        expect.arrayContaining(['GRAPHQL_VALIDATION_FAILED']),
      ]);
    });
  });
});
