import { Sealer } from './sealer';

const secret = 'a-key-of-this-test-0123456789abcdef';
const another = 'another-key-of-this-test-0123456789';
const sealer = new Sealer({ secret }, 'totp');

describe('what is sealed', () => {
  it.each(['', 'JBSWY3DPEHPK3PXP', 'ä😀', 'x'.repeat(10_000)])('opens again: %#', (text) => {
    expect(sealer.open(sealer.seal(text, 'user-1'), 'user-1')).toBe(text);
  });

  it('looks different each time, and shows nothing', () => {
    const [one, two] = [sealer.seal('JBSWY3DPEHPK3PXP', 'u'), sealer.seal('JBSWY3DPEHPK3PXP', 'u')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1\.[\w-]+$/);
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain('JBSWY3DP');
  });

  it.each<[string, (sealed: string) => string]>([
    ['another context', () => sealer.open(sealer.seal('x', 'user-1'), 'user-2')],
    ['another purpose', () => new Sealer({ secret }, 'cloud').open(sealer.seal('x', 'u'), 'u')],
    ['another key', () => new Sealer({ secret: another }, 'totp').open(sealer.seal('x', 'u'), 'u')],
    [
      'a changed byte',
      (sealed) =>
        sealer.open(
          sealed.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A')),
          'u',
        ),
    ],
    ['a missing end', (sealed) => sealer.open(sealed.slice(0, 20), 'u')],
    ['another version', (sealed) => sealer.open(sealed.replace('v1', 'v2'), 'u')],
    ['nothing in it', () => sealer.open('', 'u')],
  ])('does not open with %s', (_, open) => {
    expect(() => open(sealer.seal('JBSWY3DPEHPK3PXP', 'u'))).toThrow('does not open');
  });

  it('opens after the key was replaced, with the one before at hand', () => {
    const old = new Sealer({ secret: another }, 'totp').seal('x', 'u');
    const both = new Sealer({ secret, previousSecret: another }, 'totp');
    expect(both.open(old, 'u')).toBe('x');
    expect(sealer.open(both.seal('y', 'u'), 'u')).toBe('y');
  });
});
