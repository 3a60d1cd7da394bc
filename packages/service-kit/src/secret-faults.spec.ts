import { randomBytes } from 'node:crypto';
import { guessable, isPlaceholder, secretFaults } from './secret-faults';

describe('guessable', () => {
  it.each([
    ['one character', 'a'.repeat(64)],
    ['a pattern', 'abc123'.repeat(8)],
    ['counting up', '0123456789abcdef0123456789abcdef'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyzabcdefgh'],
    ['a word twice over', 'passwordpasswordpasswordpassword'],
    ['a sentence about itself', 'my-very-own-jwt-Secret-2026-for-us'],
    ['a keyboard', 'qwertyuiopasdfghjklzxcvbnm12345678'],
  ])('sees through %s', (_, text) => {
    expect(guessable(text)).toBeDefined();
  });

  it.each(['hex', 'base64', 'base64url'] as const)('takes random bytes as %s', (encoding) => {
    for (let i = 0; i < 500; i += 1) {
      expect(guessable(randomBytes(48).toString(encoding))).toBeUndefined();
    }
  });
});

describe('secretFaults', () => {
  const random = (): string => randomBytes(32).toString('base64url');

  it('names a secret that stands for two things, wherever it is', () => {
    const same = random();
    const values = { A: same, B: random(), C: same };
    for (const production of [true, false]) {
      expect(secretFaults(['A', 'B', 'C'], values, production)).toEqual([
        ['C', 'must differ from A'],
      ]);
    }
  });

  it('asks for randomness in production only', () => {
    const values = { A: 'j'.repeat(32), B: random() };
    expect(secretFaults(['A', 'B'], values, false)).toEqual([]);
    expect(secretFaults(['A', 'B'], values, true)).toEqual([['A', expect.any(String)]]);
  });

  it('leaves what is missing to others', () => {
    expect(secretFaults(['A'], {}, true)).toEqual([]);
  });
});

describe('isPlaceholder', () => {
  it.each(['your-super-secret-jwt-key', 'change-me-please', '<generate one>'])(
    'knows %s',
    (text) => {
      expect(isPlaceholder(text)).toBe(true);
    },
  );
});
