import { z } from 'zod';

/**
 * What the password column may hold: a bcrypt hash of cost 10 or more, either of the password itself
 * or, marked with `hmac-sha384`, of base64(HMAC-SHA-384(pepper, password)), which auth makes.
 */
const HASH = /^(hmac-sha384)?\$2[aby]\$(1\d|2\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** A password hash in a body; nothing of it appears in messages. */
export const passwordHashSchema = z
  .string()
  .regex(HASH, 'must be a bcrypt hash of cost 10 or more, never a plain password')
  .describe(
    'bcrypt hash (`$2b$12$…`), or `hmac-sha384` followed by a bcrypt hash of base64(HMAC-SHA-384(PASSWORD_PEPPER, password)).',
  );
