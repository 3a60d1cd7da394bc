import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { AccessKeys, jwks, privateKeyPem } from './access-keys';
import { bearerToken, signAccessToken, verifyAccessToken } from './access-token';
import { AppError } from './errors';
import type { Viewer } from './viewer';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const OTHER = 'another-secret-of-thirty-two-characters!';
const viewer: Viewer = { id: 'u1', role: 'USER', sessionId: 's1' };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwkOf = (key: KeyObject, more: object = {}) => ({
  ...key.export({ format: 'jwk' }),
  ...more,
});
const setOf = (...keys: object[]) => jwks.parse(JSON.stringify({ keys }));

const rings = {
  HS256: new AccessKeys({ JWT_SECRET: SECRET }),
  RS256: new AccessKeys({ JWT_KEYS: setOf(jwkOf(rsa.privateKey)) }),
  ES256: new AccessKeys({ JWT_KEYS: setOf(jwkOf(ec.privateKey)) }),
};
type Algorithm = keyof typeof rings;
const algorithms = Object.keys(rings) as Algorithm[];

const codeOf = (keys: AccessKeys, token: string, now?: number): string => {
  try {
    verifyAccessToken(keys, token, now);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
};
const encode = (part: object | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const partsOf = (token: string): [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};
const headerOf = (token: string) => jwt.decode(token, { complete: true })?.header as object;
const claimsOf = (token: string) => jwt.decode(token) as Record<string, unknown>;

/** Signed with the ring's own key whatever stands in it. */
const sealed = (keys: AccessKeys, header: object | string, payload: object | string): string => {
  const input = `${typeof header === 'string' ? header : encode(header)}.${encode(payload)}`;
  return `${input}.${keys.signing.sign(input).toString('base64url')}`;
};
const withClaims = (keys: AccessKeys, change: object): string => {
  const token = signAccessToken(keys, viewer, 900);
  return sealed(keys, partsOf(token)[0], { ...claimsOf(token), ...change });
};
const withHeader = (keys: AccessKeys, change: object): string => {
  const token = signAccessToken(keys, viewer, 900);
  return sealed(keys, { ...headerOf(token), ...change }, claimsOf(token));
};

describe.each(algorithms)('access tokens by %s', (algorithm) => {
  const keys = rings[algorithm];
  const good = signAccessToken(keys, viewer, 900);
  const [header, payload, signature] = partsOf(good);

  it('say who, in which session, from when until when', () => {
    const verified = verifyAccessToken(keys, good);
    expect(verified.viewer).toEqual(viewer);
    expect(verified.expiresAt - verified.issuedAt).toBe(900);
    expect(jwt.decode(good, { complete: true })).toEqual({
      header: { alg: algorithm, typ: 'at+jwt', kid: keys.signing.kid },
      payload: {
        iss: 'ai-finops',
        aud: 'ai-finops',
        sub: 'u1',
        sid: 's1',
        role: 'USER',
        jti: expect.any(String),
        iat: expect.any(Number),
        exp: expect.any(Number),
      },
      signature,
    });
  });

  it('differ from each other', () => {
    expect(signAccessToken(keys, viewer, 900)).not.toBe(signAccessToken(keys, viewer, 900));
  });

  it('are ones that another library accepts', () => {
    const key = {
      HS256: SECRET,
      RS256: rsa.publicKey,
      ES256: ec.publicKey,
    }[algorithm];
    const options = { algorithms: [algorithm], issuer: 'ai-finops', audience: 'ai-finops' };
    expect(jwt.verify(good, key, options)).toMatchObject({ sub: 'u1' });
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', null, undefined, 0, ['none'], 'HS384', 'RS512'])(
    'are refused with the algorithm %j, signed or not',
    (alg) => {
      const forged = encode({ alg, typ: 'at+jwt', kid: keys.signing.kid });
      expect(codeOf(keys, `${forged}.${payload}.`)).toBe('UNAUTHENTICATED');
      expect(codeOf(keys, `${forged}.${payload}.${signature}`)).toBe('UNAUTHENTICATED');
      expect(codeOf(keys, withHeader(keys, { alg }))).toBe('UNAUTHENTICATED');
    },
  );

  const bytes = Buffer.from(signature, 'base64url');
  it.each<[string, string]>([
    ['no signature', `${header}.${payload}.`],
    ['no last part', `${header}.${payload}`],
    [
      'a signature of zeros',
      `${header}.${payload}.${Buffer.alloc(bytes.length).toString('base64url')}`,
    ],
    [
      'a shortened signature',
      `${header}.${payload}.${bytes.subarray(0, -1).toString('base64url')}`,
    ],
    ['a lengthened signature', `${header}.${payload}.${signature}AA`],
    ['a padded signature', `${header}.${payload}.${signature}=`],
    ['a signature in plain base64', `${header}.${payload}.${bytes.toString('base64')}+`],
    [
      'one changed letter',
      `${header}.${payload}.${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
    ],
    ['blanks', `${header}.${payload}. ${signature}`],
    ['four parts', `${good}.x`],
    ['five parts', `${header}.x.${payload}.${signature}.x`],
    ['nothing', ''],
    ['dots', '..'],
    ['nonsense', 'nonsense'],
    [
      'changed claims',
      `${header}.${encode({ ...claimsOf(good), role: 'SUPER_ADMIN' })}.${signature}`,
    ],
  ])('are refused with %s', (_, token) => {
    expect(codeOf(keys, token)).toBe('UNAUTHENTICATED');
  });

  it('are refused when anybody else signed them', () => {
    for (const other of [
      ...algorithms.filter((name) => name !== algorithm).map((name) => rings[name]),
      new AccessKeys({ JWT_SECRET: OTHER }),
    ]) {
      const foreign = signAccessToken(other, viewer, 900);
      expect(codeOf(keys, foreign)).toBe('UNAUTHENTICATED');
      const renamed = `${header}.${partsOf(foreign)[1]}`;
      const signed = other.signing.sign(renamed).toString('base64url');
      expect(codeOf(keys, `${renamed}.${signed}`)).toBe('UNAUTHENTICATED');
    }
  });

  it.each<[string, object]>([
    ['a key of its own', { jwk: jwkOf(ec.publicKey) }],
    ['the address of a key', { jku: 'http://127.0.0.1:1/jwks.json' }],
    ['the address of a certificate', { x5u: 'http://127.0.0.1:1/cert.pem' }],
    ['a certificate', { x5c: ['AAAA'] }],
    ['a critical extension', { crit: ['exp'], exp: 1 }],
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'another' }],
    ['a path as kid', { kid: '../../../../dev/null' }],
    ['SQL as kid', { kid: "x' UNION SELECT 'secret" }],
    ['a prototype as kid', { kid: '__proto__' }],
    ['an object as kid', { kid: { $ne: '' } }],
    ['the type JWT', { typ: 'JWT' }],
    ['the type of internal tokens', { typ: 'internal+jwt' }],
    ['no type', { typ: undefined }],
  ])('are refused with %s in the header', (_, change) => {
    expect(codeOf(keys, withHeader(keys, change))).toBe('UNAUTHENTICATED');
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, object]>([
    ['another issuer', { iss: 'somebody' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'something' }],
    ['a list of audiences', { aud: ['ai-finops', 'something'] }],
    ['no audience', { aud: undefined }],
    ['no user', { sub: undefined }],
    ['an empty user', { sub: '' }],
    ['a user that is an object', { sub: { id: 'u1' } }],
    ['no session', { sid: undefined }],
    ['no id', { jti: undefined }],
    ['an unknown role', { role: 'ROOT' }],
    ['no end', { exp: undefined }],
    ['an end that is a text', { exp: String(now + 900) }],
    ['no start', { iat: undefined }],
    ['a life of more than 900 seconds', { iat: now, exp: now + 901 }],
    ['an end before its start', { iat: now, exp: now - 1 }],
    ['a start in the future', { iat: now + 60, exp: now + 120 }],
    ['a later time to hold from', { nbf: now + 60 }],
    ['a time to hold from that is a text', { nbf: 'now' }],
  ])('are refused with %s', (_, change) => {
    expect(codeOf(keys, withClaims(keys, change))).toBe('UNAUTHENTICATED');
  });

  it.each(['[]', 'null', '"text"', '{', '{"exp":1e999}', ''])(
    'are refused when their claims are %s',
    (text) => {
      expect(codeOf(keys, sealed(keys, header, text))).toBe('UNAUTHENTICATED');
    },
  );

  it('end at their end, but for 5 seconds of clocks that are apart', () => {
    const { expiresAt } = verifyAccessToken(keys, good);
    expect(codeOf(keys, good, expiresAt + 4.9)).toBe('accepted');
    expect(codeOf(keys, good, expiresAt + 5)).toBe('TOKEN_EXPIRED');
    expect(codeOf(keys, good, expiresAt - 900 - 5)).toBe('accepted');
    expect(codeOf(keys, good, expiresAt - 900 - 5.1)).toBe('UNAUTHENTICATED');
  });
});

describe('the keys of access tokens', () => {
  const hs = (secret: string) => new AccessKeys({ JWT_SECRET: secret });

  it('never take a public key for a secret', () => {
    for (const [name, pair] of [
      ['RS256', rsa],
      ['ES256', ec],
    ] as const) {
      const keys = rings[name];
      const good = signAccessToken(keys, viewer, 900);
      const publicTexts = [
        pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        JSON.stringify(keys.publicJwks[0]),
        JSON.stringify(pair.publicKey.export({ format: 'jwk' })),
      ];
      for (const text of publicTexts) {
        for (const header of [partsOf(good)[0], encode({ ...headerOf(good), alg: 'HS256' })]) {
          const input = `${header}.${partsOf(good)[1]}`;
          const mac = createHmac('sha256', text).update(input).digest('base64url');
          expect(codeOf(keys, `${input}.${mac}`)).toBe('UNAUTHENTICATED');
        }
      }
    }
  });

  it('show their public halves only, each under a kid of its own', () => {
    expect(rings.HS256.publicJwks).toEqual([]);
    const keys = new AccessKeys({
      JWT_KEYS: setOf(jwkOf(ec.privateKey), jwkOf(rsa.privateKey, { kid: 'older' })),
      JWT_SECRET_PREVIOUS: SECRET,
    }).publicJwks;
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ]);
    expect(keys[1]).toMatchObject({ kid: 'older', alg: 'RS256', use: 'sig' });
    for (const key of keys) {
      const members = JSON.parse(JSON.stringify(key));
      expect(createPublicKey({ key: members, format: 'jwk' }).type).toBe('public');
    }
  });

  it('rotate without logging anybody out', () => {
    const before = signAccessToken(hs(OTHER), viewer, 900);
    const after = new AccessKeys({ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: OTHER });
    expect(codeOf(after, before)).toBe('accepted');
    expect(codeOf(hs(SECRET), before)).toBe('UNAUTHENTICATED');
    expect(after.signing.kid).toBe(hs(SECRET).signing.kid);
    const asymmetric = new AccessKeys({
      JWT_KEYS: setOf(jwkOf(ec.privateKey), jwkOf(rsa.publicKey)),
      JWT_SECRET: 'left over'.repeat(5),
      JWT_SECRET_PREVIOUS: OTHER,
    });
    expect(codeOf(asymmetric, before)).toBe('accepted');
    expect(codeOf(asymmetric, signAccessToken(rings.RS256, viewer, 900))).toBe('accepted');
    expect(asymmetric.signing.algorithm).toBe('ES256');
    const leftOver = signAccessToken(hs('left over'.repeat(5)), viewer, 900);
    expect(codeOf(asymmetric, leftOver)).toBe('UNAUTHENTICATED');
  });

  it('forget the secret before once its last token has ended', () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    const keys = new AccessKeys({ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: OTHER });
    const token = () => signAccessToken(hs(OTHER), viewer, 900);
    clock.mockReturnValue(900_000);
    expect(codeOf(keys, token())).toBe('accepted');
    clock.mockReturnValue(961_000);
    expect(codeOf(keys, token())).toBe('UNAUTHENTICATED');
    clock.mockRestore();
  });

  it('verify with public keys alone, which cannot sign', () => {
    const set = JSON.stringify({ keys: rings.ES256.publicJwks });
    const keys = new AccessKeys({ JWT_PUBLIC_KEYS: jwks.parse(set), JWT_SECRET: SECRET });
    expect(codeOf(keys, signAccessToken(rings.ES256, viewer, 900))).toBe('accepted');
    expect(codeOf(keys, signAccessToken(rings.HS256, viewer, 900))).toBe('UNAUTHENTICATED');
    expect(() => signAccessToken(keys, viewer, 900)).toThrow('None of the keys can sign.');
  });

  it('are read from PEM, with line breaks written either way', () => {
    for (const { privateKey } of [rsa, ec]) {
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const [one] = privateKeyPem.parse(pem);
      const [two] = privateKeyPem.parse(pem.replaceAll('\n', '\\n'));
      expect(one?.kid).toMatch(/^[\w-]{43}$/);
      expect(two?.kid).toBe(one?.kid);
    }
  });

  const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  it.each<[string, () => unknown]>([
    ['nonsense', () => privateKeyPem.parse('nonsense')],
    [
      'a short RSA key',
      () =>
        privateKeyPem.parse(pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)),
    ],
    [
      'another curve',
      () =>
        privateKeyPem.parse(pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)),
    ],
    ['an Ed25519 key', () => privateKeyPem.parse(pemOf(generateKeyPairSync('ed25519').privateKey))],
    [
      'a public key in its place',
      () => privateKeyPem.parse(ec.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    ['no JSON', () => jwks.parse('{')],
    ['an empty set', () => setOf()],
    ['a secret in a set', () => setOf({ kty: 'oct', k: 'AAAA' })],
    ['an algorithm of another kind', () => setOf(jwkOf(rsa.publicKey, { alg: 'HS256' }))],
  ])('are not %s', (_, read) => {
    expect(read).toThrow();
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
