import { randomBytes } from 'node:crypto';
import { sha256Hex } from '@ai-finops/service-kit/sha256';

const COUNT = 10;
/** Crockford's base 32: no letter is taken for a digit. 32 divides 256, so every character is as likely. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: a fast hash is as good as a slow one. */
const LENGTH = 16;
const GROUP = 4;

/** Ten codes as they are shown: `K7Q2-9FMX-…`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: COUNT }, () => {
    const text = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(
      '',
    );
    return (text.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
  });

/** What is kept of a code, however it was typed. */
export function recoveryCodeHash(code: string): string {
  const plain = code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return sha256Hex(plain);
}
