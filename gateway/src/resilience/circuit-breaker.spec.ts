import fc from 'fast-check';
import { type Admitted, CircuitBreaker } from './circuit-breaker';

const OPTIONS = { windowMs: 10_000, failures: 5, openMs: 1_000 };

/** A call that must be admitted. */
function begin(breaker: CircuitBreaker, now: number): Admitted {
  const call = breaker.admit(now);
  if (!call) throw new Error('The call was not admitted.');
  return call;
}

function failing(times: number, now = 0): CircuitBreaker {
  const breaker = new CircuitBreaker(OPTIONS);
  for (let n = 0; n < times; n += 1) breaker.failed(begin(breaker, now), now);
  return breaker;
}

describe('a circuit breaker', () => {
  it('stays closed below the number of failures', () => {
    const breaker = failing(4);
    expect([breaker.state, breaker.admit(0)]).toEqual(['closed', expect.anything()]);
  });

  it('opens with it, and refuses until its time is over', () => {
    const breaker = failing(5);
    expect([breaker.state, breaker.admit(999)]).toEqual(['open', null]);
    expect(breaker.admit(1_000)).not.toBeNull();
  });

  it('lets a single call through to see', () => {
    const breaker = failing(5);
    begin(breaker, 1_000);
    expect([breaker.state, breaker.admit(1_000)]).toEqual(['half-open', null]);
  });

  it('lets another call through when the one before hangs, and hears no more of that one', () => {
    const breaker = failing(5);
    const hanging = begin(breaker, 1_000);
    expect(breaker.admit(1_999)).toBeNull();
    const probe = begin(breaker, 2_000);
    breaker.failed(hanging, 2_100);
    expect([breaker.state, breaker.admit(2_100)]).toEqual(['half-open', null]);
    breaker.succeeded(probe, 2_200);
    expect(breaker.state).toBe('closed');
  });

  it('closes when the probe succeeds and opens again when it fails', () => {
    const mended = failing(5);
    mended.succeeded(begin(mended, 1_000), 1_010);
    expect(mended.state).toBe('closed');

    const broken = failing(5);
    broken.failed(begin(broken, 1_000), 1_010);
    expect([broken.state, broken.admit(2_009)]).toEqual(['open', null]);
    expect(broken.admit(2_010)).not.toBeNull();
  });

  it('probes again when a probe ended without saying anything', () => {
    const breaker = failing(5);
    breaker.abandoned(begin(breaker, 1_000));
    expect(breaker.admit(1_001)).not.toBeNull();
  });

  it('forgets failures that are long ago', () => {
    const breaker = failing(4);
    breaker.failed(begin(breaker, 11_000), 11_000);
    expect(breaker.state).toBe('closed');
  });

  it('stays closed while most calls succeed', () => {
    const breaker = new CircuitBreaker(OPTIONS);
    for (let n = 0; n < 100; n += 1) {
      const call = begin(breaker, n);
      if (n % 3 === 0) breaker.failed(call, n);
      else breaker.succeeded(call, n);
    }
    expect(breaker.state).toBe('closed');
  });

  describe('with a call that began before it opened', () => {
    const ends = ['succeeded', 'failed', 'abandoned'] as const;
    let breaker: CircuitBreaker;
    let late: Admitted;
    beforeEach(() => {
      breaker = failing(4);
      late = begin(breaker, 0);
      breaker.failed(begin(breaker, 0), 0);
    });

    it.each(ends)('stays open when it has %s', (end) => {
      breaker[end](late, 900);
      expect(breaker.state).toBe('open');
      expect(breaker.admit(1_000)).not.toBeNull();
    });

    it.each(ends)('waits for its probe when it has %s meanwhile', (end) => {
      const probe = begin(breaker, 1_000);
      breaker[end](late, 1_010);
      expect([breaker.state, breaker.admit(1_010)]).toEqual(['half-open', null]);
      breaker.succeeded(probe, 1_020);
      expect(breaker.state).toBe('closed');
    });

    it('does not count its failure once it has closed again', () => {
      breaker.succeeded(begin(breaker, 1_000), 1_010);
      for (let n = 0; n < 10; n += 1) breaker.failed(late, 1_020);
      expect(breaker.state).toBe('closed');
    });
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
          const call = breaker.admit(now);
          if (!call) continue;
          admitted.push(now);
          breaker.failed(call, now);
        }
        for (const [n, at] of admitted.entries()) {
          expect(at - (admitted[n - 1] ?? 0)).toBeGreaterThanOrEqual(OPTIONS.openMs);
        }
      }),
    );
  });
});
