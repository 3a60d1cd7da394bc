import { CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import {
  ADA,
  API_KEY,
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const ADAS = bearer(accessToken());
const BOBS = bearer(accessToken({ ...ADA, id: 'user-2', sessionId: 'session-2' }));

describe('the response cache', () => {
  const world = new CountingWorld(new Dice(1));
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ finops: world.finops });
  });
  afterAll(() => platform.close());

  /** How often the subgraph was really asked for these. */
  async function readings(...questions: [query: string, headers?: Record<string, string>][]) {
    const before = world.readings;
    const answers = [];
    for (const [query, headers] of questions) answers.push(await ask(platform.url, query, headers));
    return { answers, readings: world.readings - before };
  }

  it('gives an answer again, byte for byte, and says how old it is', async () => {
    const query = '{ board { text id } again: purse }';
    const { answers, readings: asked } = await readings([query, ADAS], [query, ADAS]);
    const [first, second] = answers;
    expect(asked).toBe(2);
    expect(second?.text).toBe(first?.text);
    expect(second?.text).toContain('"cost":');
    expect(first?.headers.get('age')).toBeNull();
    expect(second?.headers.get('age')).toMatch(/^\d$/);
    for (const answer of answers) {
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    }
  });

  it('gives one viewer the answer of another only where nothing of it is anyone’s own', async () => {
    expect(
      await readings(['{ a: board { text } }', ADAS], ['{ a: board { text } }', BOBS]),
    ).toEqual({ readings: 1, answers: [expect.anything(), expect.anything()] });
    const { answers, readings: asked } = await readings(
      ['{ a: board { text } purse }', ADAS],
      ['{ a: board { text } purse }', BOBS],
      ['{ a: board { text } purse }'],
      ['{ a: board { text } purse }'],
    );
    expect(asked).toBe(8);
    expect(answers.map(({ data }) => data?.purse)).toEqual([
      'purse of user-1: 0',
      'purse of user-2: 0',
      'purse of nobody: 0',
      'purse of nobody: 0',
    ]);
  });

  it('tells another session, address or key of the viewer from the first', async () => {
    const query = '{ kept: purse }';
    const again = bearer(accessToken({ ...ADA, sessionId: 'session-7' }));
    const { readings: asked } = await readings(
      [query, ADAS],
      [query, again],
      [query, bearer(API_KEY)],
      [query, { ...ADAS, 'user-agent': 'another' }],
    );
    expect(asked).toBe(4);
  });

  it('keeps nothing of what no hint speaks of, of mutations, and of errors', async () => {
    for (const query of ['{ fleeting }', '{ board { text } fleeting }', '{ broken }']) {
      const { answers, readings: asked } = await readings([query, ADAS], [query, ADAS]);
      expect(asked).toBeGreaterThan(1);
      for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
    }
    const counts = [];
    for (let nth = 0; nth < 2; nth += 1) {
      counts.push((await ask(platform.url, 'mutation { post }', ADAS)).data?.post);
    }
    expect(Number(counts[1])).toBe(Number(counts[0]) + 1);
  });

  it('tells questions with other variables apart, however they are given', async () => {
    const query = 'query ($text: String = "default") { echo(text: $text) }';
    const told = [];
    for (const variables of [{ text: 'a' }, { text: 'b' }, {}, { text: null }, { text: 'a' }]) {
      told.push((await ask(platform.url, query, ADAS, variables)).data?.echo);
    }
    const count = world.count('board');
    const texts = ['a', 'b', 'default', 'null', 'a'];
    expect(told).toEqual(texts.map((text) => `${text} ${count}`));
  });

  it('compresses what it gives again for those who ask for it, and for nobody else', async () => {
    const production = await startPlatform({
      finops: world.finops,
      env: { NODE_ENV: 'production' },
    });
    try {
      const query = `{ echo(text: "${'long '.repeat(2_000)}") }`;
      const encodings = ['gzip', 'br', 'gzip', 'br', 'identity'];
      const answers = [];
      for (const encoding of encodings) {
        answers.push(await ask(production.url, query, { 'accept-encoding': encoding }));
      }
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual(
        encodings.map((encoding) => (encoding === 'identity' ? null : encoding)),
      );
      expect(answers.map(({ headers }) => headers.has('age'))).toEqual(
        encodings.map((_, nth) => nth > 0),
      );
    } finally {
      await production.close();
    }
  });

  it('asks anew once data have changed, or after the time that the hints say', async () => {
    expect((await ask(platform.url, '{ b: board { text } }')).text).toContain('board: 2');
    world.grow('board');
    expect((await ask(platform.url, '{ b: board { text } }')).text).toContain('board: 3');
    await ask(platform.url, '{ moment }');
    await eventually(async () => {
      const before = world.readings;
      await ask(platform.url, '{ moment }');
      return world.readings > before;
    });
  });

  it('lets nobody wait for the version where nothing is kept, and keeps nothing of what has changed meanwhile', async () => {
    await ask(platform.url, '{ d: board { text } }');
    const query = '{ e: board { text } }';
    const before = world.readings;
    const { promise, resolve } = Promise.withResolvers<void>();
    world.versionsHeld = promise;
    const answer = ask(platform.url, query);
    await eventually(async () => world.readings > before);
    world.grow('board');
    world.versionsHeld = undefined;
    resolve();
    expect((await answer).errors).toEqual([]);
    expect((await readings([query], [query])).readings).toBe(1);
  });

  it('answers without itself while a subgraph does not say its version', async () => {
    const query = '{ c: board { text } }';
    await readings([query]);
    world.saysVersions = false;
    try {
      const { answers, readings: asked } = await readings([query], [query]);
      expect([asked, answers.map(({ errors }) => errors)]).toEqual([2, [[], []]]);
    } finally {
      world.saysVersions = true;
    }
    await eventually(async () => (await readings([query])).readings === 0);
  });

  it('does not answer whoever may not ask: refused, without rights, or signed out', async () => {
    const query = '{ guarded }';
    const cara = { ...ADA, id: 'user-3', sessionId: 'session-3' };
    const headers = bearer(accessToken(cara));
    await readings([query, headers]);
    expect((await readings([query, headers])).readings).toBe(0);
    const nobody = await ask(platform.url, query);
    expect(nobody.data).toEqual({ guarded: null });
    expect(nobody.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask(platform.url, query, bearer('abc'))).status).toBe(401);
    platform.revocations.sessions.push(cara.sessionId);
    await eventually(async () => (await ask(platform.url, query, headers)).status === 401);
  });

  it('is counted', async () => {
    const text = await (await fetch(`${platform.url}/metrics`)).text();
    for (const outcome of ['hit', 'miss', 'changed', 'expired', 'bypass']) {
      const found = new RegExp(`gateway_cache_requests_total{outcome="${outcome}"} ([0-9]+)`).exec(
        text,
      );
      expect([outcome, Number(found?.[1])]).toEqual([outcome, expect.any(Number)]);
      expect(Number(found?.[1])).toBeGreaterThan(0);
    }
    expect(text).toMatch(/gateway_cache_kept{kind="answers"} [1-9]/);
    expect(text).toMatch(/gateway_cache_bytes{kind="answers"} [1-9]/);
  });
});

it('is not there where it is switched off', async () => {
  const world = new CountingWorld(new Dice(2));
  const env = { GATEWAY_CACHE_MB: '0' };
  const platform = await startPlatform({ finops: world.finops, env });
  try {
    for (let nth = 0; nth < 2; nth += 1) {
      const { headers } = await ask(platform.url, '{ board { text } }', ADAS);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(world.readings).toBe(2);
  } finally {
    await platform.close();
  }
});
