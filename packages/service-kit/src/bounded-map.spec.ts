import { BoundedMap } from './bounded-map';

describe('a bounded map', () => {
  it('keeps the entries used last', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
  });

  it('lets go as many as a heavy entry takes the place of', () => {
    const map = new BoundedMap<string, number>(10);
    for (const key of ['a', 'b', 'c']) map.set(key, 1, 3);
    map.set('heavy', 2, 6);
    expect([map.get('a'), map.get('b'), map.get('c'), map.get('heavy')]).toEqual([
      undefined,
      undefined,
      1,
      2,
    ]);
  });

  it('forgets the weight of what is replaced', () => {
    const map = new BoundedMap<string, number>(10);
    for (let n = 0; n < 100; n += 1) map.set('a', n, 5);
    map.set('b', 1, 5);
    expect([map.size, map.get('a'), map.get('b')]).toEqual([2, 99, 1]);
  });

  it('does not keep what alone is too heavy', () => {
    const map = new BoundedMap<string, number>(10);
    map.set('a', 1, 11);
    map.set('b', 2, 10);
    expect([map.get('a'), map.get('b')]).toEqual([undefined, 2]);
  });
});
