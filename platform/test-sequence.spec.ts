import { spread } from './test-sequence.ts';

describe('the order of the suites', () => {
  it('spreads the few among the many, and loses none', () => {
    expect(spread(['A', 'B'], ['a', 'b', 'c', 'd', 'e'])).toEqual([
      'A',
      'a',
      'b',
      'B',
      'c',
      'd',
      'e',
    ]);
    expect(spread(['A', 'B', 'C'], ['a', 'b'])).toEqual(['A', 'B', 'C', 'a', 'b']);
    expect(spread([], ['a', 'b'])).toEqual(['a', 'b']);
    expect(spread(['A'], [])).toEqual(['A']);
  });
});
