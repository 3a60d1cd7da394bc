import { codes, type Person, type World } from './world';

/** A refusal must cost less than this, however the document was made to hurt. */
const REFUSED_WITHIN_MS = 1_500;

const repeat = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** Documents that are small to send and would be expensive to answer. */
const HOSTILE: Readonly<Record<string, string>> = {
  depth: `{ me { ${repeat(200, () => 'sessions { user {')} id ${repeat(200, () => '} }')} } }`,
  'depth through fragments': `query { me { ...a0 } } ${repeat(
    40,
    (i) => `fragment a${i} on User { sessions { user { ...a${i + 1} } } }`,
  )} fragment a40 on User { id }`,
  aliases: `{ ${repeat(1_000, (i) => `a${i}: me { id }`)} }`,
  directives: `{ me { id ${repeat(1_000, () => '@include(if: true)')} } }`,
  'unknown directives': `{ me { id ${repeat(2_000, () => '@a')} } }`,
  tokens: `{ ${repeat(20_000, () => 'me')} }`,
  'a long comment of tokens': `{ me { ${repeat(100_000, () => 'id')} } }`,
  'fragments that double': `{ me { ...f0 } } ${repeat(
    60,
    (i) => `fragment f${i} on User { ...f${i + 1} ...f${i + 1} }`,
  )} fragment f60 on User { id }`,
  'fragments in a circle':
    '{ me { ...a } } fragment a on User { ...b } fragment b on User { ...a }',
  'overlapping fields': `{ ${repeat(400, () => 'me { sessions { id } }')} }`,
  'overlapping fields through fragments': `{ ${repeat(300, (i) => `...f${i}`)} } ${repeat(
    300,
    (i) => `fragment f${i} on Query { me { sessions { id } } }`,
  )}`,
  'overlapping aliases through fragments': `{ ${repeat(300, (i) => `...f${i}`)} } ${repeat(
    300,
    (i) => `fragment f${i} on Query { x: me { a${i}: id } }`,
  )}`,
  'nested lists in an argument': `{ user(id: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { id } }`,
  'variables without end': `query (${repeat(2_000, (i) => `$v${i}: Int`)}) { me { id } }`,
  'brackets without end': '{'.repeat(4_000),
  'introspection in itself': `{ __schema { types { fields { type { ${repeat(
    30,
    () => 'fields { type {',
  )} name ${repeat(30, () => '} }')} } } } } }`,
};

/** GQ-02 and its kin, which hold in development as well. */
export function graphqlLimits(world: () => World): void {
  describe('the limits of GraphQL', () => {
    let user: Person;
    beforeAll(async () => {
      user = await world().newcomer();
    });
    const send = (body: unknown) =>
      world().rest('gateway', 'POST /graphql', { token: user.accessToken, body });

    it.each(Object.keys(HOSTILE))('GQ-02 refuses hostile documents at once: %s', async (name) => {
      const answer = await send({ query: HOSTILE[name] });
      expect(answer.milliseconds).toBeLessThan(REFUSED_WITHIN_MS);
      expect(answer.status).toBeLessThan(500);
      expect(codes(answer).length).toBeGreaterThan(0);
      expect(codes(answer)).not.toContain('INTERNAL');
      expect((answer.body as { data?: unknown }).data).toBeUndefined();
    });

    it('GQ-02 refuses batches and pages without end', async () => {
      const batch = await send(Array.from({ length: 50 }, () => ({ query: '{ me { id } }' })));
      expect(batch.status).toBe(400);
      const admin = await world().member('ADMIN');
      for (const first of [101, 1_000_000, 2_147_483_647, 0, -1]) {
        const query = 'query ($first: Int!) { users(first: $first) { nodes { id } } }';
        const answer = await world().graph(query, { first }, { token: admin.accessToken });
        expect(codes(answer)).toEqual([
          expect.stringMatching(/^(VALIDATION_FAILED|BAD_USER_INPUT|OPERATION_TOO_COSTLY)$/),
        ]);
      }
    });

    it('GQ-09 executes no mutation by GET', async () => {
      const query = encodeURIComponent('mutation { logout }');
      for (const headers of [{}, { 'apollo-require-preflight': 'yes' }]) {
        const answer = await world().rest('gateway', `GET /graphql?query=${query}`, {
          token: user.accessToken,
          headers: { 'content-type': 'application/json', ...headers },
        });
        expect([400, 405]).toContain(answer.status);
      }
      expect(await world().access(user.accessToken)).toBe(200);
    });

    it('GQ-09 executes nothing that a foreign page can send without asking first', async () => {
      const query = '{ me { id } }';
      const types = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/octet-stream',
      ];
      for (const type of types) {
        const answer = await world().rest('gateway', 'POST /graphql', {
          token: user.accessToken,
          body: JSON.stringify({ query }),
          headers: { 'content-type': type },
        });
        expect([type, [400, 415].includes(answer.status)]).toEqual([type, true]);
        expect(answer.text).not.toContain(user.id);
      }
      const simple = await world().rest(
        'gateway',
        `GET /graphql?query=${encodeURIComponent(query)}`,
        { token: user.accessToken },
      );
      expect(simple.status).toBe(400);
    });

    it('GQ-12 answers mistakes of a client with codes of a client, and shows no internals', async () => {
      const mistakes: readonly unknown[] = [
        { query: '{ me { ' },
        { query: '{ nothing }' },
        { query: 'query ($id: ID!) { user(id: $id) { id } }', variables: {} },
        { query: 'query ($id: ID!) { user(id: $id) { id } }', variables: { id: { $ne: 1 } } },
        { query: 'query ($id: ID!) { user(id: $id) { id } }', variables: 'text' },
        { query: '{ me { id } }', operationName: 'Nobody' },
        { query: 'query A { me { id } } query B { me { id } }' },
        { query: 7 },
        { query: '' },
        {},
        null,
        7,
        'text',
        { query: '{ users(first: 1, after: "nonsense") { nodes { id } } }' },
        { extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } },
        {
          query: '{ me { id } }',
          extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
        },
      ];
      for (const body of mistakes) {
        const answer = await send(JSON.stringify(body));
        const label = JSON.stringify(body);
        expect([label, answer.status]).toEqual([label, expect.any(Number)]);
        expect([label, answer.status < 500]).toEqual([label, true]);
        expect([label, codes(answer).length > 0]).toEqual([label, true]);
        for (const code of codes(answer)) {
          expect([label, code]).not.toEqual([label, 'INTERNAL']);
          expect([label, code]).not.toEqual([label, 'INTERNAL_SERVER_ERROR']);
        }
        expect(answer.text).not.toMatch(/node_modules|\.js:\d+|stacktrace|prisma/i);
      }
    });
  });
}

/** GQ-01: what production does not tell. */
export function graphqlSecrecy(world: () => World): void {
  it('GQ-01 has no introspection, no suggestions, no explorer and no traces in production', async () => {
    const introspection = [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { fields { name } } }',
    ];
    for (const query of introspection) {
      const answer = await world().graph(query);
      expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(answer.text).not.toContain('"fields"');
    }
    const typo = await world().graph('{ mee { id } }');
    expect(typo.text).not.toMatch(/did you mean/i);
    const argument = await world().graph('{ users(frist: 1) { totalCount } }');
    expect(argument.text).not.toMatch(/did you mean/i);
    for (const path of ['/', '/graphql', '/graphiql', '/playground', '/sandbox', '/voyager']) {
      const page = await world().rest('gateway', `GET ${path}`, {
        headers: { accept: 'text/html' },
      });
      expect([path, [400, 404, 405].includes(page.status)]).toEqual([path, true]);
      expect(page.text).not.toMatch(/<script/i);
    }
    const traced = await world().graph(
      '{ me { id } }',
      {},
      {
        headers: {
          'apollo-federation-include-trace': 'ftv1',
          'apollo-query-plan-experimental': '1',
        },
      },
    );
    expect(traced.text).not.toMatch(/ftv1|tracing|queryPlan|stacktrace/i);
  });
}
