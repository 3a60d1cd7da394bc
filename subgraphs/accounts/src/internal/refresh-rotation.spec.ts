import fc from 'fast-check';
import { decideRefresh, GRACE_MS, type RefreshDecision } from './refresh-rotation';

const NOW = new Date('2026-05-01T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const END = later(7 * 86_400_000);

const live = { revokedAt: null, expiresAt: END, usedAt: null };
const family = { endedAt: null, expiresAt: END, ownerIsActive: true };
const successor = { hash: 'next', usedAt: null };

describe('decideRefresh', () => {
  it.each<[string, Parameters<typeof decideRefresh>, RefreshDecision]>([
    ['the live token', [live, family, null, 'next', NOW], 'ROTATE'],
    [
      'the parent within the grace',
      [{ ...live, usedAt: later(-GRACE_MS) }, family, successor, 'next', NOW],
      'REPEAT',
    ],
    [
      'the parent after the grace',
      [{ ...live, usedAt: later(-GRACE_MS - 1) }, family, successor, 'next', NOW],
      'REUSED',
    ],
    [
      'a grandparent within the grace',
      [{ ...live, usedAt: later(-5) }, family, { ...successor, usedAt: later(-1) }, 'next', NOW],
      'REUSED',
    ],
    [
      'the parent when the key changed since',
      [{ ...live, usedAt: later(-5) }, family, successor, 'another', NOW],
      'INVALID',
    ],
    ['a revoked token', [{ ...live, revokedAt: NOW }, family, null, 'next', NOW], 'INVALID'],
    ['a token at its end', [{ ...live, expiresAt: NOW }, family, null, 'next', NOW], 'INVALID'],
    ['an ended family', [live, { ...family, endedAt: NOW }, null, 'next', NOW], 'INVALID'],
    ['a family at its end', [live, { ...family, expiresAt: NOW }, null, 'next', NOW], 'INVALID'],
    [
      'a disabled owner’s token',
      [live, { ...family, ownerIsActive: false }, null, 'next', NOW],
      'INVALID',
    ],
    [
      'a spent token of an ended family',
      [{ ...live, usedAt: later(-60_000) }, { ...family, endedAt: NOW }, successor, 'next', NOW],
      'INVALID',
    ],
  ])('decides about %s', (_, question, expected) => {
    expect(decideRefresh(...question)).toBe(expected);
  });
});

/** A family in memory: token n is followed by token n + 1. */
class Family {
  readonly usedAt: (Date | null)[] = [null];
  endedAt: Date | null = null;

  present(index: number, now: Date): RefreshDecision {
    const usedAt = this.usedAt[index];
    if (usedAt === undefined) throw new Error('There is no such token.');
    const next = this.usedAt[index + 1];
    const decision = decideRefresh(
      { revokedAt: this.endedAt, expiresAt: END, usedAt },
      { endedAt: this.endedAt, expiresAt: END, ownerIsActive: true },
      next === undefined ? null : { hash: `${index + 1}`, usedAt: next },
      `${index + 1}`,
      now,
    );
    if (decision === 'ROTATE') {
      this.usedAt[index] = now;
      this.usedAt.push(null);
    }
    if (decision === 'REUSED') this.endedAt = now;
    return decision;
  }

  get live(): number {
    return this.usedAt.filter((usedAt) => usedAt === null).length;
  }
}

const waits = fc.integer({ min: 0, max: 2 * GRACE_MS });

describe('a family of refresh tokens', () => {
  it('never has more than one live token, and stays over once it is over', () => {
    const steps = fc.array(fc.record({ wait: waits, back: fc.integer({ min: 0, max: 4 }) }));
    fc.assert(
      fc.property(steps, (list) => {
        const tokens = new Family();
        let time = 0;
        for (const { wait, back } of list) {
          time += wait;
          const over = tokens.endedAt !== null;
          const index = Math.max(0, tokens.usedAt.length - 1 - back);
          const decision = tokens.present(index, later(time));
          if (over) expect(decision).toBe('INVALID');
          expect(tokens.live).toBe(1);
          // Only the live token and its immediate parent are ever good for anything.
          if (back > 1 && index < tokens.usedAt.length - 2) {
            expect(['REUSED', 'INVALID']).toContain(decision);
          }
        }
      }),
    );
  });

  it('never ends for an honest client, also when answers are lost and it asks again in time', () => {
    const steps = fc.array(
      fc.record({
        wait: waits,
        /** How often the answer is lost, and how soon the client asks again. */
        lost: fc.array(fc.integer({ min: 0, max: GRACE_MS / 4 }), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const tokens = new Family();
        let time = 0;
        let held = 0;
        for (const { wait, lost } of list) {
          time += wait;
          expect(tokens.present(held, later(time))).toBe('ROTATE');
          for (const retry of lost) {
            time += retry;
            expect(tokens.present(held, later(time))).toBe('REPEAT');
          }
          held += 1;
        }
        expect(tokens.endedAt).toBeNull();
      }),
    );
  });

  it('ends when a thief and the owner both go on', () => {
    fc.assert(
      fc.property(waits, (wait) => {
        const tokens = new Family();
        // Both hold token 0; one of them rotates twice, then the other comes with token 0.
        tokens.present(0, NOW);
        tokens.present(1, later(wait));
        expect(tokens.present(0, later(wait + 1))).toBe('REUSED');
        expect(tokens.present(2, later(wait + 2))).toBe('INVALID');
      }),
    );
  });
});
