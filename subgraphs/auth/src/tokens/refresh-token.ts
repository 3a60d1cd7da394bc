import { createHmac, randomBytes } from 'node:crypto';

/** 256 bits in base64url. */
const SHAPE = /^[\w-]{43}$/;

/** The first refresh token of a family. */
export const firstRefreshToken = (): string => randomBytes(32).toString('base64url');

/** False for a text that no refresh token can be. */
export const isRefreshToken = (text: string): boolean => SHAPE.test(text);

/**
 * The one successor of a refresh token. Derived, so that a client whose answer was lost gets the same
 * again, and so that replicas that are asked at once agree without sharing anything but the key.
 */
export const successorOf = (secret: string, token: string): string =>
  createHmac('sha256', secret).update(token).digest('base64url');
