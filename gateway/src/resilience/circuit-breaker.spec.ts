import fc from 'fast-check';
import { CircuitBreaker } from './circuit-breaker';

const OPTIONS = { windowMs: 10_000, failures: 5, openMs: 1_000 };

function failing(times: number, now = 0): CircuitBreaker {
  const breaker = new CircuitBreaker(OPTIONS);
  for (let n = 0; n < times; n += 1) {
    breaker.admits(now);
    breaker.failed(now);
  }
  return breaker;
}

describe('a circuit breaker', () => {
  it('stays closed below the number of failures', () => {
    const breaker = failing(4);
    expect([breaker.state, breaker.admits(0)]).toEqual(['closed', true]);
  });

  it('opens with it, and refuses until its time is over', () => {
    const breaker = failing(5);
    expect([breaker.state, breaker.admits(999)]).toEqual(['open', false]);
    expect(breaker.admits(1_000)).toBe(true);
  });

  it('lets a single call through to see', () => {
    const breaker = failing(5);
    expect(breaker.admits(1_000)).toBe(true);
    expect([breaker.state, breaker.admits(1_000)]).toEqual(['half-open', false]);
  });

  it('closes when the probe succeeds and opens again when it fails', () => {
    const mended = failing(5);
    mended.admits(1_000);
    mended.succeeded(1_010);
    expect([mended.state, mended.admits(1_010)]).toEqual(['closed', true]);

    const broken = failing(5);
    broken.admits(1_000);
    broken.failed(1_010);
    expect([broken.state, broken.admits(2_009), broken.admits(2_010)]).toEqual([
      'open',
      false,
      true,
    ]);
  });

  it('probes again when a probe ended without saying anything', () => {
    const breaker = failing(5);
    breaker.admits(1_000);
    breaker.abandoned();
    expect(breaker.admits(1_001)).toBe(true);
  });

  it('forgets failures that are long ago', () => {
    const breaker = failing(4);
    breaker.failed(11_000);
    expect(breaker.state).toBe('closed');
  });

  it('stays closed while most calls succeed', () => {
    const breaker = new CircuitBreaker(OPTIONS);
    for (let n = 0; n < 100; n += 1) {
      if (n % 3 === 0) breaker.failed(n);
      else breaker.succeeded(n);
    }
    expect(breaker.state).toBe('closed');
  });

  it('is not moved by calls that were under way when it opened', () => {
    const breaker = failing(5);
    breaker.failed(900);
    expect(breaker.admits(1_000)).toBe(true);
  });

  it('never admits more than one call an open time while nothing succeeds', () => {
    const waits = fc.array(fc.nat({ max: 700 }), { maxLength: 300 });
    fc.assert(
      fc.property(waits, (list) => {
        const breaker = failing(5);
        let now = 0;
        const admitted: number[] = [];
        for (const wait of list) {
          now += wait;
          if (!breaker.admits(now)) continue;
          admitted.push(now);
          breaker.failed(now);
        }
        for (const [n, at] of admitted.entries()) {
          expect(at - (admitted[n - 1] ?? 0)).toBeGreaterThanOrEqual(OPTIONS.openMs);
        }
      }),
    );
  });
});
