import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign as createSignature,
  type JsonWebKeyInput,
  type KeyObject,
  timingSafeEqual,
  verify as verifySignature,
} from 'node:crypto';
import { z } from 'zod';
import { MAX_ACCESS_SECONDS } from './access-lifetime';
import { secret } from './env';

export type AccessAlgorithm = 'HS256' | 'RS256' | 'ES256';

/** A public key as a JWK Set shows it (RFC 7517). */
export interface PublicJwk {
  readonly kid: string;
  readonly kty: 'RSA' | 'EC';
  readonly alg: 'RS256' | 'ES256';
  readonly use: 'sig';
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}

const TYPE = 'at+jwt';
const MIN_RSA_BITS = 2048;
/** A key that follows another is known everywhere by then (RFC 8725 3.8 allows for clocks apart). */
const OVERLAP_MS = (MAX_ACCESS_SECONDS + 60) * 1000;

/** One key with the one algorithm that it is for. */
export interface AccessKey {
  readonly kid: string;
  readonly algorithm: AccessAlgorithm;
  /** The one header, encoded, of every token of this key. */
  readonly header: string;
  /** Null for a public key. */
  readonly sign: ((input: string) => Buffer) | null;
  readonly verify: (input: string, signature: Buffer) => boolean;
  /** Undefined for a secret. */
  readonly publicJwk: PublicJwk | undefined;
}

function keyOf(parts: Omit<AccessKey, 'header'>): AccessKey {
  const header = JSON.stringify({ alg: parts.algorithm, typ: TYPE, kid: parts.kid });
  return { ...parts, header: Buffer.from(header).toString('base64url') };
}

/** HS256. The id is derived from the secret by a one-way function, so that a new secret has a new one. */
function secretKey(text: string): AccessKey {
  const key = createSecretKey(text, 'utf8');
  const digest = (input: string): Buffer => createHmac('sha256', key).update(input).digest();
  return keyOf({
    kid: `hs-${digest('ai-finops key id').toString('base64url').slice(0, 16)}`,
    algorithm: 'HS256',
    sign: digest,
    verify: (input, signature) => {
      const expected = digest(input);
      return signature.length === expected.length && timingSafeEqual(signature, expected);
    },
    publicJwk: undefined,
  });
}

/** RS256 or ES256, as the key's own kind says. Throws for any other key, saying why. */
function asymmetricKey(key: KeyObject, given: { kid?: unknown; alg?: unknown }): AccessKey {
  const isPrivate = key.type === 'private';
  const publicKey = isPrivate ? createPublicKey(key) : key;
  const { kty, n, e, crv, x, y } = publicKey.export({ format: 'jwk' });
  const algorithm = kty === 'RSA' ? 'RS256' : 'ES256';
  if (kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS) {
    throw new Error(`an RSA key needs ${MIN_RSA_BITS} bits or more`);
  }
  if (kty !== 'RSA' && crv !== 'P-256') throw new Error('must be an RSA or a P-256 key');
  if (given.alg !== undefined && given.alg !== algorithm) {
    throw new Error(`a key of this kind is for ${algorithm}`);
  }
  const members = kty === 'RSA' ? { e, kty: 'RSA' as const, n } : { crv, kty: 'EC' as const, x, y };
  // RFC 7638: the thumbprint is of these members in this order.
  const thumbprint = createHash('sha256').update(JSON.stringify(members)).digest('base64url');
  const kid = given.kid === undefined ? thumbprint : String(given.kid);
  const raw = { dsaEncoding: 'ieee-p1363' } as const;
  return keyOf({
    kid,
    algorithm,
    sign: isPrivate
      ? (input) => createSignature('sha256', Buffer.from(input), { key, ...raw })
      : null,
    verify: (input, signature) =>
      verifySignature('sha256', Buffer.from(input), { key: publicKey, ...raw }, signature),
    publicJwk: { ...members, kid, alg: algorithm, use: 'sig' },
  });
}

const jwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

function parsed(
  text: string,
  parse: (text: string) => readonly AccessKey[],
  context: z.RefinementCtx,
) {
  try {
    return parse(text);
  } catch (error) {
    // The text itself may be a key: only our own words are repeated.
    const message = error instanceof Error && error.constructor === Error ? error.message : '';
    context.addIssue({
      code: 'custom',
      message:
        message && !('code' in (error as object)) ? message : 'is not a key that can be read',
    });
    return z.NEVER;
  }
}

/** A private key in PEM, RSA or P-256; line breaks may be written as `\n`. */
export const privateKeyPem = z
  .string()
  .transform((text, context) =>
    parsed(
      text,
      (pem) => [asymmetricKey(createPrivateKey(pem.replaceAll('\\n', '\n')), {})],
      context,
    ),
  );

/** A JWK Set (RFC 7517) in JSON; an entry with private members can sign. */
export const jwks = z.string().transform((text, context) =>
  parsed(
    text,
    (json) =>
      jwkSet.parse(JSON.parse(json)).keys.map((jwk) => {
        const create = jwk.d === undefined ? createPublicKey : createPrivateKey;
        return asymmetricKey(create({ key: jwk as JsonWebKeyInput['key'], format: 'jwk' }), jwk);
      }),
    context,
  ),
);

/** What a service that verifies access tokens reads. */
export const verifierEnv = {
  JWT_SECRET: secret.optional(),
  /** The secret before, accepted for the life of a token after the start. */
  JWT_SECRET_PREVIOUS: secret.optional(),
  /** The document that auth serves at /.well-known/jwks.json; then JWT_SECRET is not used. */
  JWT_PUBLIC_KEYS: jwks.optional(),
} as const;

/** What auth reads. */
export const signerEnv = {
  JWT_SECRET: secret.optional(),
  JWT_SECRET_PREVIOUS: secret.optional(),
  /** Signs in place of JWT_SECRET. */
  JWT_PRIVATE_KEY: privateKeyPem.optional(),
  /** Several of them: the first signs, all verify. */
  JWT_KEYS: jwks.optional(),
} as const;

interface KeySources {
  readonly JWT_SECRET?: string | undefined;
  readonly JWT_SECRET_PREVIOUS?: string | undefined;
  readonly JWT_PUBLIC_KEYS?: readonly AccessKey[] | undefined;
  readonly JWT_PRIVATE_KEY?: readonly AccessKey[] | undefined;
  readonly JWT_KEYS?: readonly AccessKey[] | undefined;
}

/**
 * Adds the faults that only show when all sources are seen together. The first is told beside those of
 * other variables, so that a missing key is named with whatever else is missing.
 */
export function withKeyChecks<Schema extends z.ZodType<KeySources>>(schema: Schema): Schema {
  const kids = (env: KeySources): string[] => asymmetricOf(env).map(({ kid }) => kid);
  return schema
    .refine((env) => env.JWT_SECRET !== undefined || asymmetricOf(env).length > 0, {
      path: ['JWT_SECRET'],
      message: 'is missing',
      when: () => true,
    })
    .refine((env) => new Set(kids(env)).size === kids(env).length, {
      path: ['JWT_KEYS'],
      message: 'has two keys with one kid',
    })
    .refine(({ JWT_PRIVATE_KEY, JWT_KEYS }) => JWT_PRIVATE_KEY || JWT_KEYS?.[0]?.sign !== null, {
      path: ['JWT_KEYS'],
      message: 'must begin with a private key',
    }) as Schema;
}

const asymmetricOf = (env: KeySources): readonly AccessKey[] => [
  ...(env.JWT_PRIVATE_KEY ?? []),
  ...(env.JWT_KEYS ?? []),
  ...(env.JWT_PUBLIC_KEYS ?? []),
];

/**
 * The keys of access tokens, all from our own configuration. A token's header does nothing but pick one of
 * them by being, letter for letter, the header that the key itself writes: whatever else stands in a
 * header (another algorithm, `jwk`, `jku`, `x5u`, a path as `kid`) is never looked at (RFC 8725 3.1, 3.10).
 */
export class AccessKeys {
  readonly #byHeader: ReadonlyMap<string, AccessKey>;
  readonly #signing: AccessKey | undefined;
  readonly #previous: AccessKey | undefined;
  readonly #startedAt = performance.now();

  constructor(sources: KeySources) {
    const asymmetric = asymmetricOf(sources);
    const { JWT_SECRET, JWT_SECRET_PREVIOUS } = sources;
    // Where keys are asymmetric, nobody who only verifies may be able to sign.
    const symmetric =
      asymmetric.length === 0 && JWT_SECRET !== undefined ? [secretKey(JWT_SECRET)] : [];
    const previous = JWT_SECRET_PREVIOUS === undefined ? undefined : secretKey(JWT_SECRET_PREVIOUS);
    const keys = [...asymmetric, ...symmetric, ...(previous ? [previous] : [])];
    this.#byHeader = new Map(keys.map((key) => [key.header, key]));
    this.#signing = [...asymmetric, ...symmetric].find(({ sign }) => sign);
    this.#previous = previous;
  }

  /** The key whose header this is, encoded as it stands in a token. */
  find(header: string): AccessKey | undefined {
    const key = this.#byHeader.get(header);
    if (key !== undefined && key === this.#previous) {
      return performance.now() - this.#startedAt <= OVERLAP_MS ? key : undefined;
    }
    return key;
  }

  /** The key that signs. Throws where only public keys were configured. */
  get signing(): AccessKey & { readonly sign: (input: string) => Buffer } {
    const key = this.#signing;
    if (!key?.sign) throw new Error('None of the keys can sign.');
    return { ...key, sign: key.sign };
  }

  /** The public keys (RFC 7517); none while a secret signs. */
  get publicJwks(): PublicJwk[] {
    return [...this.#byHeader.values()].flatMap(({ publicJwk }) => publicJwk ?? []);
  }
}
