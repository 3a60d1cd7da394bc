import { AppError } from '@ai-finops/service-kit/errors';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { z } from 'zod';

/** 256 bits in base64url. */
const SHAPE = /^[\w-]{43}$/;

/** The token of a mailed link in a body. */
export const linkToken = z.string().max(4_096).describe('The token of the link, as it was mailed.');

/** What accounts keeps of it: SHA-256, hex. Error INVALID_LINK for what no link can have. */
export function linkHashOf(token: string): string {
  if (!SHAPE.test(token)) throw new AppError('INVALID_LINK');
  return sha256Hex(token);
}
