import { z } from 'zod';

/** A digest in a body: what is kept in place of a token, a key or a code. */
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256, hex');
