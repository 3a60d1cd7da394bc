import { createHmac, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { bearerToken, signAccessToken, verifyAccessToken } from './access-token';
import { AppError } from './errors';
import type { Viewer } from './viewer';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const viewer: Viewer = { id: 'u1', role: 'USER', sessionId: 's1' };

const codeOf = (token: string): string => {
  try {
    verifyAccessToken(SECRET, token);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
};

const sign = (claims: object, options: jwt.SignOptions = {}, secret = SECRET) =>
  jwt.sign({ sid: 's1', role: 'USER', ...claims }, secret, {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: 'at+jwt' },
    issuer: 'ai-finops',
    audience: 'ai-finops',
    subject: 'u1',
    expiresIn: 900,
    ...options,
  });

describe('access tokens', () => {
  it('say who, in which session, from when until when', () => {
    const token = signAccessToken(SECRET, viewer, 900);
    const verified = verifyAccessToken(SECRET, token);
    expect(verified.viewer).toEqual(viewer);
    expect(verified.expiresAt - verified.issuedAt).toBe(900);
    expect(jwt.decode(token, { complete: true })).toMatchObject({
      header: { alg: 'HS256', typ: 'at+jwt' },
      payload: {
        iss: 'ai-finops',
        aud: 'ai-finops',
        sub: 'u1',
        sid: 's1',
        jti: expect.any(String),
      },
    });
  });

  it('differ from each other', () => {
    expect(signAccessToken(SECRET, viewer, 900)).not.toBe(signAccessToken(SECRET, viewer, 900));
  });

  it('are refused when they live longer than revocations are remembered', () => {
    expect(codeOf(sign({}, { expiresIn: 901 }))).toBe('UNAUTHENTICATED');
  });

  it('say that they have expired', () => {
    expect(codeOf(sign({}, { expiresIn: -60 }))).toBe('TOKEN_EXPIRED');
  });

  const good = sign({});
  const [header = '', payload = '', signature = ''] = good.split('.');
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const none = (alg: string) => `${encode({ alg, typ: 'at+jwt' })}.${payload}.`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const promoted = encode({ ...(jwt.decode(good) as object), role: 'SUPER_ADMIN' });
  const noExpiry = jwt.sign({ sid: 's1', role: 'USER' }, SECRET, {
    header: { alg: 'HS256', typ: 'at+jwt' },
    issuer: 'ai-finops',
    audience: 'ai-finops',
    subject: 'u1',
  });
  const wrongType = `${encode({ alg: 'HS256', typ: 'JWT' })}.${payload}`;
  it.each([
    ['nonsense', 'nonsense'],
    ['empty', ''],
    ['algorithm none', none('none')],
    ['algorithm NONE', none('NONE')],
    ['no signature', `${header}.${payload}.`],
    ['a shortened signature', `${header}.${payload}.${signature.slice(0, 20)}`],
    ['another secret', sign({}, {}, 'another-secret-of-thirty-two-characters!')],
    ['changed claims', `${header}.${promoted}.${signature}`],
    [
      'another algorithm',
      jwt.sign({ sid: 's1', role: 'USER' }, privateKey, {
        algorithm: 'RS256',
        issuer: 'ai-finops',
        audience: 'ai-finops',
        subject: 'u1',
        expiresIn: 900,
      }),
    ],
    [
      'another type',
      `${wrongType}.${createHmac('sha256', SECRET).update(wrongType).digest('base64url')}`,
    ],
    ['another issuer', sign({}, { issuer: 'someone' })],
    ['another audience', sign({}, { audience: 'something' })],
    ['no session', sign({ sid: undefined })],
    ['an unknown role', sign({ role: 'ROOT' })],
    ['no end', noExpiry],
    ['a start in the future', sign({}, { notBefore: 60 })],
  ])('are refused with %s', (_, token) => {
    expect(codeOf(token)).toBe('UNAUTHENTICATED');
  });
});

describe('bearerToken', () => {
  it('reads the header, whatever the case of its scheme', () => {
    expect(bearerToken('Bearer a.b.c')).toBe('a.b.c');
    expect(bearerToken('bearer a.b.c')).toBe('a.b.c');
    expect(bearerToken(undefined)).toBeUndefined();
  });

  it.each(['', 'Basic abc', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer\ta', 'a.b.c'])(
    'refuses "%s"',
    (header) => {
      expect(() => bearerToken(header)).toThrow(AppError);
    },
  );
});
