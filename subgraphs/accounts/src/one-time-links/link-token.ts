import { createHash, randomBytes } from 'node:crypto';

/** 256 bits from the system's generator, in base64url. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of it: SHA-256, hex. It has enough entropy to need no salt. */
export const hashLinkToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
