import { randomBytes } from 'node:crypto';

/** 256 bits from the system's generator, in base64url. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');
