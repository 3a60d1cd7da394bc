import { createHash } from 'node:crypto';

/** What is stored of a refresh token: SHA-256, hex. The token has enough entropy to need no salt. */
export const hashToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
