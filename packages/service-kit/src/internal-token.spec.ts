import { createHmac } from 'node:crypto';
import { AppError } from './errors';
import { signInternalToken, verifyInternalToken } from './internal-token';
import type { RequestContext } from './viewer';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const context: RequestContext = {
  viewer: { id: 'u1', role: 'ADMIN', sessionId: 's1' },
  client: { ip: '127.0.0.1', userAgent: 'test' },
  requestId: 'r1',
};

const code = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
};

const forge = (
  claims: object,
  secret = SECRET,
  header: object = { alg: 'HS256', typ: 'internal+jwt' },
) => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
};

describe('internal tokens', () => {
  afterEach(() => jest.useRealTimers());

  it('carry the whole context to the audience', () => {
    const token = signInternalToken(SECRET, 'finops', context);
    expect(verifyInternalToken(SECRET, 'finops', token)).toEqual(context);
  });

  it('carry an anonymous viewer', () => {
    const token = signInternalToken(SECRET, 'auth', { ...context, viewer: null });
    expect(verifyInternalToken(SECRET, 'auth', token).viewer).toBeNull();
  });

  it('end after 30 seconds', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const token = signInternalToken(SECRET, 'finops', context);
    jest.setSystemTime(1_029_000);
    expect(code(() => verifyInternalToken(SECRET, 'finops', token))).toBe('accepted');
    jest.setSystemTime(1_031_000);
    expect(code(() => verifyInternalToken(SECRET, 'finops', token))).toBe('UNAUTHENTICATED');
  });

  const good = signInternalToken(SECRET, 'finops', context);
  const [header, payload, signature] = good.split('.');
  const claims = {
    aud: 'finops',
    exp: 9e9,
    viewer: context.viewer,
    client: context.client,
    rid: 'r',
  };
  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['without a signature', `${header}.${payload}.`],
    ['with a short signature', `${header}.${payload}.${signature?.slice(0, 10)}`],
    ['with a fourth part', `${good}.x`],
    ['for another audience', signInternalToken(SECRET, 'accounts', context)],
    ['of another secret', signInternalToken(`${SECRET}!`, 'finops', context)],
    ['of algorithm none', forge(claims, SECRET, { alg: 'none' })],
    ['without an end', forge({ ...claims, exp: undefined })],
    ['with an unknown role', forge({ ...claims, viewer: { ...context.viewer, role: 'ROOT' } })],
    ['without a viewer', forge({ ...claims, viewer: undefined })],
  ])('are refused when %s', (_, token) => {
    expect(code(() => verifyInternalToken(SECRET, 'finops', token))).toBe('UNAUTHENTICATED');
  });
});
