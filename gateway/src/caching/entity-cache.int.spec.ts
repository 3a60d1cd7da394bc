import { CountingWorld } from '../../test/counting-world';
import { Dice } from '../../test/differential/dice';
import {
  ADA,
  accessToken,
  ask,
  bearer,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const ADAS = bearer(accessToken());
const BOBS = bearer(accessToken({ ...ADA, id: 'user-2', sessionId: 'session-2' }));

/** Each operation asks for something that is never kept, too, so that no whole answer is. */
describe('what is kept of entities', () => {
  const world = new CountingWorld(new Dice(4));
  let platform: TestPlatform;
  beforeAll(async () => {
    const { finops, assistant } = world;
    platform = await startPlatform({ finops, assistant, versioned: ['assistant'] });
  });
  afterAll(() => platform.close());

  /** Answers, and how often the subgraph of the entity was asked meanwhile. */
  async function asking(...questions: [query: string, headers?: Record<string, string>][]) {
    const before = platform.assistant?.fetches.length ?? 0;
    const told = [];
    for (const [query, headers] of questions) {
      const { data, errors } = await ask(platform.url, query, headers);
      expect(errors).toEqual([]);
      told.push(data);
    }
    return { told, fetches: (platform.assistant?.fetches.length ?? 0) - before };
  }

  it('is told to any operation that asks the same, of any viewer', async () => {
    const { told, fetches } = await asking(
      ['query One { fleeting board { remarks } }', ADAS],
      ['query Two { fleeting board { remarks text } }', BOBS],
      ['{ board { remarks } fleeting }'],
    );
    expect(fetches).toBe(1);
    expect(told.map((data) => data?.board)).toEqual([
      { remarks: 'remarks: 0' },
      { remarks: 'remarks: 0', text: 'board: 0' },
      { remarks: 'remarks: 0' },
    ]);
  });

  it('is told to nobody else where it is somebody’s own', async () => {
    const query = '{ fleeting board { diary } }';
    const { told, fetches } = await asking([query, ADAS], [query, BOBS], [query, ADAS], [query]);
    expect(fetches).toBe(3);
    expect(told.map((data) => data?.board)).toEqual([
      { diary: 'user-1: remarks: 0' },
      { diary: 'user-2: remarks: 0' },
      { diary: 'user-1: remarks: 0' },
      { diary: 'undefined: remarks: 0' },
    ]);
  });

  it('is asked for anew once data of its subgraph have changed', async () => {
    const query = '{ fleeting board { remarks } }';
    world.grow('board');
    expect((await asking([query])).fetches).toBe(0);
    world.grow('remarks');
    const { told, fetches } = await asking([query], [query]);
    expect(fetches).toBe(1);
    expect(told.map((data) => data?.board)).toEqual([
      { remarks: 'remarks: 1' },
      { remarks: 'remarks: 1' },
    ]);
  });
});
