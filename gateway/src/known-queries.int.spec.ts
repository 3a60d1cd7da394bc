import { INTERNAL_TOKEN_HEADER } from '@ai-finops/service-kit/internal-token';
import { ApolloServer } from '@apollo/server';
import { accessToken, ask, bearer, startPlatform, type TestPlatform } from '../test/platform';
import { ANSWERED_AS } from './known-queries';

const viewer = bearer(accessToken());
const people = 'query People { users { email cost } }';

interface Request {
  readonly body: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

describe('a query that was asked before', () => {
  let platform: TestPlatform;
  const throughApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
  beforeAll(async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development', MAX_OPERATION_COST: '100' } });
  });
  afterAll(() => platform.close());

  /** All that a client sees, and how often Apollo Server was asked for it. */
  async function answerTo({ body, headers }: Request) {
    throughApollo.mockClear();
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { 'x-request-id': _, date: __, ...told } = Object.fromEntries(response.headers);
    const seen = { status: response.status, headers: told, text: await response.text() };
    // Subgraphs have one of their own.
    const gateways = throughApollo.mock.calls.filter(
      ([{ httpGraphQLRequest }]) => !httpGraphQLRequest.headers.has(INTERNAL_TOKEN_HEADER),
    );
    return { seen, apollo: gateways.length };
  }

  it.each<[string, Request]>([
    ['of several subgraphs', { body: { query: people }, headers: viewer }],
    ['of nobody who signed in', { body: { query: '{ users { id } }' } }],
    [
      'that has no name',
      { body: { query: '{ me { id } }', operationName: null }, headers: viewer },
    ],
    ['with a null in its answer', { body: { query: '{ me { id } total }' } }],
    [
      'that is one of several in its document',
      { body: { query: 'query A { total } query B { me { id } }', operationName: 'B' } },
    ],
    ['that introspects', { body: { query: '{ total __schema { queryType { name } } }' } }],
    [
      'with variables',
      {
        body: {
          query: 'query Some($with: Boolean!) { users { id email @include(if: $with) } }',
          variables: { with: false },
        },
      },
    ],
    [
      'from a client that says what it is',
      { body: { query: '{ total }', extensions: { clientLibrary: { name: 'a' } } } },
    ],
  ])('is answered without Apollo Server as by it: one %s', async (_, request) => {
    const first = await answerTo(request);
    const second = await answerTo(request);
    expect(first.seen).toMatchObject({ status: 200 });
    expect(second.seen).toEqual(first.seen);
    expect([first.apollo, second.apollo]).toEqual([1, 0]);
  });

  it.each([...ANSWERED_AS.keys()])(
    'is answered to "%s" with the type of Apollo Server',
    async (accept) => {
      const body = { query: '{ total }' };
      await answerTo({ body, headers: { accept } });
      const known = await answerTo({ body, headers: { accept } });
      // Nobody answers with that, and it is none of those that are known.
      const byApollo = await answerTo({ body, headers: { accept: `${accept}, text/csv;q=0.1` } });
      expect([known.apollo, byApollo.apollo]).toEqual([0, 1]);
      expect(known.seen).toEqual(byApollo.seen);
    },
  );

  it.each<[string, Request]>([
    ['errors in its answer', { body: { query: '{ me { id } boom }' }, headers: viewer }],
    ['an error of the code of a subgraph', { body: { query: '{ forbidden }' } }],
    ['something that its viewer is refused', { body: { query: '{ total ledger { balance } }' } }],
    ['a mutation', { body: { query: 'mutation { rename(name: "x") }' } }],
    ['a subscription', { body: { query: 'subscription { moments }' } }],
    ['a document that is not valid', { body: { query: '{ nope }' } }],
    [
      'variables that do not fit',
      { body: { query: 'query ($n: Int!) { audits(first: $n) }', variables: { n: 'x' } } },
    ],
    [
      'no variables where some are needed',
      { body: { query: 'query ($n: Int!) { audits(first: $n) }' } },
    ],
    ['a token that nobody signed', { body: { query: people }, headers: bearer('a.b.c') }],
    [
      'too much',
      { body: { query: `{ ${[...'abcdefghijkl'].map((a) => `${a}: users { id }`)} }` } },
    ],
    [
      'a hash that is not that of its text',
      {
        body: {
          query: '{ total }',
          extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } },
        },
      },
    ],
    [
      'its plan',
      { body: { query: '{ total }' }, headers: { 'apollo-query-plan-experimental': '1' } },
    ],
    ['a type that nobody has', { body: { query: '{ total }' }, headers: { accept: 'text/csv' } }],
    ['an operation by the name of nobody', { body: { query: '{ total }', operationName: '' } }],
    ['variables that are a list', { body: { query: '{ total }', variables: [] } }],
  ])('is left to Apollo Server with %s', async (_, request) => {
    const first = await answerTo(request);
    const second = await answerTo(request);
    expect(second.seen).toEqual(first.seen);
    expect([first.apollo, second.apollo]).toEqual([1, 1]);
  });

  it('is not taken for another of the same letters', async () => {
    await answerTo({ body: { query: 'query\n{ total }' } });
    const other = await answerTo({ body: { query: '{ total }', operationName: 'query' } });
    expect([other.seen.status, other.apollo]).toEqual([400, 1]);
  });

  it('is another one for somebody who may see more, or less', async () => {
    const body = { query: '{ ledger { balance } }' };
    const seen = async (headers = {}) => JSON.parse((await answerTo({ body, headers })).seen.text);
    for (let nth = 0; nth < 2; nth += 1) {
      expect((await seen(viewer)).data).toEqual({ ledger: { balance: '7' } });
      const refused = await seen();
      expect(refused.data).toEqual({ ledger: null });
      expect(refused.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
  });

  it('is refused to a session that has ended', async () => {
    const session = { id: 'user-2', role: 'USER', sessionId: 'ends' } as const;
    const headers = bearer(accessToken(session));
    const request = { body: { query: people }, headers };
    await answerTo(request);
    expect((await answerTo(request)).seen.status).toBe(200);
    platform.revocations.sessions.push('ends');
    let answer = await answerTo(request);
    while (answer.seen.status === 200) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await answerTo(request);
    }
    expect(answer.seen.status).toBe(401);
    expect(answer.apollo).toBe(1);
  });
});

describe('queries that were asked before', () => {
  let platform: TestPlatform;
  afterEach(() => platform.close());

  const askTwice = async (query: string, headers: Record<string, string>) => {
    const answers = [];
    for (let nth = 0; nth < 2; nth += 1) answers.push(await ask(platform.url, query, headers));
    return answers;
  };

  it('are paid once each, whoever answers them', async () => {
    platform = await startPlatform({
      env: { NODE_ENV: 'development', VIEWER_COST_PER_MINUTE: '1000' },
    });
    const spender = bearer(accessToken({ id: 'spender', role: 'USER', sessionId: 's' }));
    const query = `{ boom ${Array.from({ length: 25 }, (_, n) => `a${n}: users { id }`).join(' ')} }`;
    const plain = query.replace('boom ', '');
    // Three of 250 leave room for one more, had none of them been paid twice.
    const answers = [...(await askTwice(query, spender)), ...(await askTwice(plain, spender))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await ask(platform.url, plain, spender)).status).toBe(429);
  });

  it('are counted once each, by how they went', async () => {
    platform = await startPlatform({ env: { NODE_ENV: 'development' } });
    await askTwice('query Fine { total }', {});
    await askTwice('query Partly { total boom }', {});
    await askTwice('query Failed { boom }', {});
    const text = await (await fetch(`${platform.url}/metrics`)).text();
    const counted = (name: string, outcome: string) =>
      `gateway_operation_duration_seconds_count{operation="${name}",type="query",outcome="${outcome}"} 2`;
    expect(text).toContain(counted('Fine', 'ok'));
    expect(text).toContain(counted('Partly', 'partial'));
    expect(text).toContain(
      'gateway_fetch_duration_seconds_count{subgraph="accounts",outcome="ok"} 4',
    );
  });

  it('are asked by manifests alone where only these are trusted', async () => {
    platform = await startPlatform({ env: { TRUSTED_DOCUMENTS: 'log' } });
    const [first, second] = await askTwice('query Untrusted { total }', {});
    expect([first?.status, second?.status]).toEqual([200, 200]);
  });
});
