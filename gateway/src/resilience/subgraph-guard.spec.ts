import { NotAsked, SubgraphGuard } from './subgraph-guard';

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const slow = Object.assign(new Error('slow'), { name: 'TimeoutError' });

const guard = (maxConcurrent = 100) =>
  new SubgraphGuard({
    maxConcurrent,
    isFailure: () => true,
    mayRepeat: (cause) => cause === refused,
  });

/** A fetch that ends as told, one outcome after the other. */
function fetchOf(...outcomes: (string | Error)[]) {
  const calls = { count: 0 };
  const fetch = async () => {
    const outcome = outcomes[Math.min(calls.count, outcomes.length - 1)];
    calls.count += 1;
    if (typeof outcome === 'string') return outcome;
    throw outcome;
  };
  return { fetch, calls };
}

describe('the guard of a subgraph', () => {
  it('repeats a query once when the subgraph cannot have seen it', async () => {
    const { fetch, calls } = fetchOf(refused, 'answer');
    await expect(guard().run(true, fetch)).resolves.toBe('answer');
    expect(calls.count).toBe(2);
  });

  it('gives up after one retry', async () => {
    const { fetch, calls } = fetchOf(refused);
    await expect(guard().run(true, fetch)).rejects.toBe(refused);
    expect(calls.count).toBe(2);
  });

  it.each([
    ['a mutation', false, refused],
    ['what took too long', true, slow],
  ])('never repeats %s', async (_, isQuery, failure) => {
    const { fetch, calls } = fetchOf(failure);
    await expect(guard().run(isQuery, fetch)).rejects.toBe(failure);
    expect(calls.count).toBe(1);
  });

  it('asks no more once the circuit is open', async () => {
    const watched = guard();
    const { fetch, calls } = fetchOf(slow);
    for (let n = 0; n < 8; n += 1) await watched.run(true, fetch).catch(() => undefined);
    expect(calls.count).toBe(5);
    expect(watched.state).toBe('open');
    await expect(watched.run(true, fetch)).rejects.toBeInstanceOf(NotAsked);
  });

  it('refuses what is beyond the number that may be under way', async () => {
    const watched = guard(2);
    const release: (() => void)[] = [];
    const pending = () => new Promise<string>((resolve) => release.push(() => resolve('answer')));
    const running = [watched.run(true, pending), watched.run(true, pending)];
    await expect(watched.run(true, pending)).rejects.toBeInstanceOf(NotAsked);
    expect(watched.underWay).toBe(2);
    for (const end of release) end();
    await expect(Promise.all(running)).resolves.toEqual(['answer', 'answer']);
    expect(watched.underWay).toBe(0);
    const { fetch } = fetchOf('more');
    await expect(watched.run(true, fetch)).resolves.toBe('more');
  });
});
