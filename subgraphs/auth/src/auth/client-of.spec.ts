import { clientOf } from './client-of';

describe('clientOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['unknown', null],
    [null, null],
  ])('keeps the address %s as %s', (ip, ipAddress) => {
    expect(clientOf({ ip, userAgent: null })).toEqual({ ipAddress, userAgent: null });
  });

  it('keeps a user agent that can be stored', () => {
    const agent = (userAgent: string) => clientOf({ ip: null, userAgent }).userAgent;
    expect(agent('curl/8')).toBe('curl/8');
    expect(agent('')).toBeNull();
    expect(agent('a\0b')).toBe('ab');
    expect(agent('x'.repeat(2_000))).toHaveLength(512);
    expect(agent(`${'x'.repeat(511)}😀`)?.isWellFormed()).toBe(true);
  });
});
