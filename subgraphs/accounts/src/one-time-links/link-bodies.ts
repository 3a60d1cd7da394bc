import { z } from 'zod';

export const linkTokenHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256, hex')
  .describe('SHA-256 of the token of the link, hex.');
