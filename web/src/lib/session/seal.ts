import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The session lives in the cookie itself, sealed with AES-256-GCM: to the browser it is as opaque as a
 * random number, and any replica with the secret reads it, also after a restart, without a store. What
 * a store would give beyond that, ending a session from outside, the gateway does: it checks every
 * access token against the sessions that have ended.
 */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When to exchange the tokens, in milliseconds since the epoch. */
  readonly refreshAt: number;
  /** When the access token ends. */
  readonly expiresAt: number;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

const keys = new Map<string, Buffer>();

function keyOf(secret: string): Buffer {
  let key = keys.get(secret);
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', secret, '', 'ai-finops web session', 32));
    keys.set(secret, key);
  }
  return key;
}

export function seal(session: Session, secret: string): string {
  const { accessToken, refreshToken, refreshAt, expiresAt } = session;
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv);
  cipher.setAAD(Buffer.from(VERSION));
  const text = JSON.stringify([accessToken, refreshToken, refreshAt, expiresAt]);
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')}`;
}

/** Undefined for anything that was not sealed with the secret. */
export function unseal(cookie: string | undefined, secret: string): Session | undefined {
  const [version, body] = cookie?.split('.') ?? [];
  if (version !== VERSION || !body) return undefined;
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(VERSION));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)).toString('utf8');
    const parts = JSON.parse(text + decipher.final('utf8')) as [string, string, number, number];
    const [accessToken, refreshToken, refreshAt, expiresAt] = parts;
    return { accessToken, refreshToken, refreshAt, expiresAt };
  } catch {
    return undefined;
  }
}

/** Tokens are exchanged when this part of their life has passed. */
const REFRESH_AFTER = 0.8;

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Life of the access token in seconds. */
  readonly expiresIn: number;
}

export function sessionOf(tokens: Tokens, now = Date.now()): Session {
  const { accessToken, refreshToken, expiresIn } = tokens;
  return {
    accessToken,
    refreshToken,
    refreshAt: now + expiresIn * 1000 * REFRESH_AFTER,
    expiresAt: now + expiresIn * 1000,
  };
}
