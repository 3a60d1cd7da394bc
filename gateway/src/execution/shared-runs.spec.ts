import { SharedRuns } from './shared-runs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('runs that several requests share', () => {
  let begun: number;
  let finish: (() => void)[];
  const run = () => {
    begun += 1;
    return new Promise<{ data: { run: number } }>((resolve) => {
      const data = { run: begun };
      finish.push(() => resolve({ data }));
    });
  };
  beforeEach(() => {
    begun = 0;
    finish = [];
  });

  it('begin at once, and once more for all that arrive meanwhile', async () => {
    const runs = new SharedRuns();
    const all = ['a', 'b', 'c'].map(() => runs.join('ada', 'arriving', run));
    expect(begun).toBe(1);
    finish[0]?.();
    await all[0];
    await turn();
    expect(begun).toBe(2);
    finish[1]?.();
    expect(await Promise.all(all)).toEqual([
      { data: { run: 1 } },
      { data: { run: 2 } },
      { data: { run: 2 } },
    ]);
    const later = runs.join('ada', 'arriving', run);
    finish[2]?.();
    expect(await later).toEqual({ data: { run: 3 } });
  });

  it('are not joined by another viewer', async () => {
    const runs = new SharedRuns();
    const both = [runs.join('ada', 'arriving', run), runs.join('bob', 'arriving', run)];
    for (const end of finish) end();
    expect(await Promise.all(both)).toEqual([{ data: { run: 1 } }, { data: { run: 2 } }]);
  });

  it('are not joined once they have begun, for something may have changed since', async () => {
    const runs = new SharedRuns();
    const first = runs.join('ada', 'arriving', run);
    const second = runs.join('ada', 'arriving', run);
    finish[0]?.();
    await first;
    await turn();
    const third = runs.join('ada', 'arriving', run);
    finish[1]?.();
    await second;
    await turn();
    finish[2]?.();
    expect(await Promise.all([second, third])).toEqual([
      { data: { run: 2 } },
      { data: { run: 3 } },
    ]);
  });

  it('do not wait for one that takes long, nor for ever for one that fails', async () => {
    const runs = new SharedRuns();
    void runs.join('ada', 'arriving', run);
    const second = runs.join('ada', 'arriving', run);
    while (begun < 2) await turn();
    finish[1]?.();
    expect(await second).toEqual({ data: { run: 2 } });
    const fails = () => Promise.reject(new Error('no'));
    const failed = runs.join('bob', 'arriving', fails);
    const next = runs.join('bob', 'arriving', run);
    await expect(failed).rejects.toThrow('no');
    while (begun < 3) await turn();
    finish[2]?.();
    expect(await next).toEqual({ data: { run: 3 } });
  });

  it('are joined until they are answered where that was chosen, and no longer', async () => {
    const runs = new SharedRuns();
    const first = runs.join('ada', 'running', run);
    await turn();
    const second = runs.join('ada', 'running', run);
    finish[0]?.();
    expect(await Promise.all([first, second])).toEqual([
      { data: { run: 1 } },
      { data: { run: 1 } },
    ]);
    const third = runs.join('ada', 'running', run);
    await turn();
    finish[1]?.();
    expect(await third).toEqual({ data: { run: 2 } });
  });

  it('fail for all that joined', async () => {
    const runs = new SharedRuns();
    const fails = () => Promise.reject(new Error('no'));
    const both = [runs.join('ada', 'running', fails), runs.join('ada', 'running', fails)];
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
