import type { Outcome, Sample } from './load.ts';
import { cleanAfter, longest, nothingLost, percentile } from './under-load.ts';

const sample = (
  started: number,
  outcome: Outcome = 'ok',
  kind: Sample['kind'] = 'read',
): Sample => ({ kind, started, ended: started + 10, outcome, detail: '' });

const reckoning = { acknowledged: 10, lost: 0, duplicates: 0, deadTokens: 0 };

describe('what a fault did to the load', () => {
  it('is clean from the last request on that did not end well', () => {
    expect(cleanAfter([sample(50, 'reset'), sample(110)], 100)).toBe(0);
    expect(cleanAfter([sample(110), sample(130, 'error'), sample(140)], 100)).toBe(30);
    expect(cleanAfter([sample(120, 'throttled'), sample(140)], 100)).toBe(0);
  });

  it('is never clean where nothing ended well afterwards, or only one kind of request', () => {
    expect(cleanAfter([], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(cleanAfter([sample(50)], 100)).toBe(Number.POSITIVE_INFINITY);
    expect(cleanAfter([sample(110), sample(130, 'error')], 100)).toBe(Number.POSITIVE_INFINITY);
    const onlyReads = [sample(110, 'ok', 'read'), sample(120, 'reset', 'write'), sample(130)];
    expect(cleanAfter(onlyReads, 100)).toBe(Number.POSITIVE_INFINITY);
  });

  it('took no time that could be measured when there was no request', () => {
    expect([longest([]), percentile([], 0.99)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect(longest([sample(1), sample(2)])).toBe(10);
  });

  it('lost nothing only where there was something to lose', () => {
    expect(nothingLost('writes', reckoning).passed).toBe(true);
    expect(nothingLost('writes', { ...reckoning, lost: 1 }).passed).toBe(false);
    expect(nothingLost('writes', { ...reckoning, acknowledged: 0 }).passed).toBe(false);
  });
});
