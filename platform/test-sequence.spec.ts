import { globSync } from 'node:fs';
import { join } from 'node:path';
import { SECONDS, spread } from './test-sequence.ts';

describe('the order of the suites', () => {
  const alike = () => 1;

  it('spreads the few among the many, and loses none', () => {
    const many = ['a', 'b', 'c', 'd'];
    expect(spread(['A', 'B'], many, alike)).toEqual(['A', 'a', 'b', 'B', 'c', 'd']);
    expect(spread(['A', 'B', 'C'], ['a'], alike)).toEqual(['A', 'a', 'B', 'C']);
    expect(spread([], many, alike)).toEqual(many);
    expect(spread(['A'], [], alike)).toEqual(['A']);
  });

  it('lets more of the many follow what takes longer', () => {
    expect(spread([60, 30, 10], [4, 3, 2, 1], Number)).toEqual([60, 4, 3, 30, 2, 10, 1]);
  });

  it('knows how long every suite with all processes takes', () => {
    const suites = globSync('e2e/**/*.e2e.ts', { cwd: join(__dirname, '..') });
    expect(Object.keys(SECONDS).sort()).toEqual(suites.sort());
  });
});
