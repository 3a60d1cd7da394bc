import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { sha256Hex } from './sha256';

/** Recognised by people, and by scanners that look for leaked secrets. */
const PREFIX = 'aifo_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_BYTES = 32;
/** 256 bits, and 32 bits, in base 62. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
/** Characters of a key that are kept in the clear, to tell keys apart by. */
const SHOWN_LENGTH = PREFIX.length + 6;

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) {
    text = `${DIGITS[Number(rest % 62n)]}${text}`;
  }
  return text;
}

const checksum = (secret: string): string =>
  base62(BigInt(crc32(`${PREFIX}${secret}`)), CHECKSUM_LENGTH);

/**
 * A new API key: `aifo_`, 256 random bits, and a checksum by which a mistyped key, or what only looks like
 * one, is told without asking anybody. 54 characters of one word.
 */
export function newApiKey(): string {
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH);
  return `${PREFIX}${secret}${checksum(secret)}`;
}

/** True for a bearer credential that claims to be an API key. */
export const looksLikeApiKey = (token: string): boolean => token.startsWith(PREFIX);

/** False for what cannot be a key: its shape or its checksum is wrong. */
export function isApiKey(token: string): boolean {
  if (!SHAPE.test(token)) return false;
  const secret = token.slice(PREFIX.length, PREFIX.length + SECRET_LENGTH);
  return token.endsWith(checksum(secret));
}

/** What is kept of a key. Its secret has 256 bits, so a fast hash is as good as a slow one. */
export const apiKeyHash = (key: string): string => sha256Hex(key);

/** The beginning of a key, which is shown in lists. */
export const apiKeyHint = (key: string): string => key.slice(0, SHOWN_LENGTH);
