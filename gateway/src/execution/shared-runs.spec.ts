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

  it('begin once for those that arrive together', async () => {
    const runs = new SharedRuns();
    const both = [runs.join('ada', 'arriving', run), runs.join('ada', 'arriving', run)];
    await turn();
    for (const end of finish) end();
    expect(await Promise.all(both)).toEqual([{ data: { run: 1 } }, { data: { run: 1 } }]);
  });

  it('are not joined by another viewer', async () => {
    const runs = new SharedRuns();
    const both = [runs.join('ada', 'arriving', run), runs.join('bob', 'arriving', run)];
    await turn();
    for (const end of finish) end();
    expect(await Promise.all(both)).toEqual([{ data: { run: 1 } }, { data: { run: 2 } }]);
  });

  it('are not joined once they have begun, for something may have changed since', async () => {
    const runs = new SharedRuns();
    const first = runs.join('ada', 'arriving', run);
    await turn();
    const second = runs.join('ada', 'arriving', run);
    await turn();
    for (const end of finish) end();
    expect(await Promise.all([first, second])).toEqual([
      { data: { run: 1 } },
      { data: { run: 2 } },
    ]);
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
