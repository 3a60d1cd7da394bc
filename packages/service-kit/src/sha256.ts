import { createHash } from 'node:crypto';

/**
 * SHA-256 in hex: what is kept of a token, key or code in place of it. They have enough entropy to need no
 * salt; a password has not.
 */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
