import { idempotentRequest } from './idempotency-key';

const of = (
  header: string | undefined,
  route = 'POST /x',
  caller = 'me',
  body: unknown = { a: 1 },
) => idempotentRequest(header, route, caller, body);

describe('an idempotency key', () => {
  it('is not needed', () => {
    expect(of(undefined)).toBeNull();
  });

  it('stands for route and caller too', () => {
    const keys = [of('k'), of('k', 'POST /y'), of('k', 'POST /x', 'you'), of('l')];
    expect(new Set(keys.map((request) => request?.key)).size).toBe(4);
    expect(of('k')).toEqual(of('k'));
  });

  it('comes with a digest of the body, whatever the order of its fields', () => {
    const digest = (body: unknown) => of('k', 'POST /x', 'me', body)?.fingerprint;
    expect(digest({ a: 1, b: { c: 2, d: 3 } })).toBe(digest({ b: { d: 3, c: 2 }, a: 1 }));
    expect(digest({ a: 1 })).not.toBe(digest({ a: '1' }));
    expect(digest({ a: [1, 2] })).not.toBe(digest({ a: [2, 1] }));
  });

  it('keys the digest of a body with a password', () => {
    const digest = (secret?: string) =>
      idempotentRequest(
        'k',
        'POST /x',
        'me',
        { password: 'p' },
        secret === undefined ? {} : { secret },
      )?.fingerprint;
    expect(new Set([digest(), digest('one'), digest('other')]).size).toBe(3);
  });

  it.each(['', 'a b', 'a\nb', 'é', 'x'.repeat(256)])('is refused when it is %j', (header) => {
    expect(() => of(header)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
  });
});
