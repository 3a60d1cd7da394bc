import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Step, whenStale } from './stamps.ts';

const root = mkdtempSync(join(tmpdir(), 'stamps-'));
const at = (file: string): string => join(root, file);
const step: Step = {
  name: 'sample',
  inputs: ['in/**/*.txt'],
  exclude: ['in/out'],
  outputs: ['in/out/*.txt'],
};

let runs = 0;
const build = async (salt = ''): Promise<boolean> =>
  whenStale(root, { ...step, salt }, async () => {
    runs += 1;
    mkdirSync(at('in/out'), { recursive: true });
    writeFileSync(at('in/out/result.txt'), `made by run ${runs}`);
  });

beforeAll(() => {
  mkdirSync(at('in/deep'), { recursive: true });
  writeFileSync(at('in/deep/a.txt'), 'a');
});

afterAll(() => rmSync(root, { recursive: true }));

describe('a build step', () => {
  it('runs at first and then not again', async () => {
    expect(await build()).toBe(true);
    expect(await build()).toBe(false);
  });

  it.each([
    ['an input changed', () => writeFileSync(at('in/deep/a.txt'), 'b')],
    ['an input was added', () => writeFileSync(at('in/b.txt'), 'b')],
    ['an input was removed', () => rmSync(at('in/b.txt'))],
    ['somebody changed the result', () => writeFileSync(at('in/out/result.txt'), 'by hand')],
    ['the result is gone', () => rmSync(at('in/out'), { recursive: true })],
  ])('runs once more when %s', async (_case, change) => {
    await build();
    change();
    expect(await build()).toBe(true);
    expect(await build()).toBe(false);
  });

  it('runs again when its salt changed, and after a failure', async () => {
    expect(await build('other')).toBe(true);
    expect(await build('other')).toBe(false);
    const fault = whenStale(root, { ...step, salt: 'third' }, () =>
      Promise.reject(new Error('no')),
    );
    await expect(fault).rejects.toThrow('no');
    expect(await build('third')).toBe(true);
  });

  it('is not stale for an input that does not count', async () => {
    await build();
    writeFileSync(at('in/unrelated.md'), '');
    expect(await build()).toBe(false);
  });
});
