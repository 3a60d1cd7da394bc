import { randomBytes } from 'node:crypto';

/** Crockford's letters and digits: none is taken for another when it is read aloud or copied by hand. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 24;
const GROUP = 4;

/** A random password of 120 bits that can be read over the telephone. */
export function temporaryPassword(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return letters.replace(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
}
