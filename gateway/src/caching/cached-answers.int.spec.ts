import { randomInt } from 'node:crypto';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Counter, CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import { accessToken, ask, bearer, startPlatform, type TestPlatform } from '../../test/platform';

const CLIENTS = 12;
const STEPS = 60;
const VIEWERS: readonly Viewer[] = [1, 2, 3].map((n) => ({
  id: `user-${n}`,
  role: 'USER',
  sessionId: `session-${n}`,
}));

/** What a client may ask, and the counters that it reads. */
const QUESTIONS = [
  { query: '{ board { text } }', reads: ['board'] },
  { query: '{ board { id remarks } }', reads: ['remarks'] },
  { query: '{ board { text remarks } purse }', reads: ['board', 'remarks', 'purse'] },
  { query: '{ mine: purse }', reads: ['purse'] },
  { query: '{ board { id remarks } fleeting }', reads: ['remarks', 'board'] },
  { query: '{ guarded }', reads: ['board'] },
  { query: '{ guarded fleeting }', reads: ['board'] },
] as const;
const CHANGES = ['post', 'earn', 'remark'] as const;
type Read = (typeof QUESTIONS)[number]['reads'][number];

/**
 * Clients ask and change at random, at the same time, through two gateways; others change behind their backs. Each
 * count that a client is told must be one that held at some moment between its question and the answer, and its own.
 */
describe.each([1, randomInt(2 ** 31)])('answers that are kept, with seed %i', (seed) => {
  const dice = new Dice(seed);
  const world = new CountingWorld(dice);
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({
      finops: world.finops,
      assistant: world.assistant,
      versioned: ['assistant'],
      gateways: 2,
      env: { VIEWER_COST_PER_MINUTE: '100000000' },
    });
  });
  afterAll(() => platform.close());

  const nameOf = (read: Read, viewer: Viewer): Counter =>
    read === 'purse' ? (`purse of ${viewer.id}` as const) : read;

  async function question(viewer: Viewer, url: string): Promise<number> {
    const { query, reads } = dice.pick(QUESTIONS);
    const names = reads.map((read) => nameOf(read, viewer));
    const before = names.map((name) => world.count(name));
    const { text, errors, headers } = await ask(url, query, bearer(accessToken(viewer)));
    expect(errors).toEqual([]);
    const told = [...text.matchAll(/"(board|remarks|purse of [\w-]+): (\d+)"/g)];
    for (const [, name, count] of told) {
      // Undefined for somebody else's.
      const known = names.find((one) => one === name);
      if (!known) throw new Error(`${viewer.id} was told of the ${name}.`);
      expect(Number(count)).toBeGreaterThanOrEqual(before[names.indexOf(known)] ?? Number.NaN);
      expect(Number(count)).toBeLessThanOrEqual(world.count(known));
    }
    expect(new Set(told.map(([, name]) => name))).toEqual(new Set(names));
    return headers.has('age') ? 1 : 0;
  }

  async function client(): Promise<number> {
    const viewer = dice.pick(VIEWERS);
    let hits = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const url = dice.pick(platform.urls);
      if (dice.chance(94)) hits += await question(viewer, url);
      else if (dice.chance(50))
        world.grow(dice.pick([nameOf('purse', viewer), 'board', 'remarks']));
      else {
        const mutation = `mutation { ${dice.pick(CHANGES)} }`;
        const { errors } = await ask(url, mutation, bearer(accessToken(viewer)));
        expect(errors).toEqual([]);
      }
    }
    return hits;
  }

  it('are those that would be found, whoever asks and changes meanwhile', async () => {
    const hits = await Promise.all(Array.from({ length: CLIENTS }, client));
    const sum = hits.reduce((all, some) => all + some, 0);
    expect(sum).toBeGreaterThan(0);
  });
});
