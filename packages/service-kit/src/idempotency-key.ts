import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { AppError } from './errors';

/** A request that has one effect however often it is sent: who sent it where under which key, and with what. */
export interface IdempotentRequest {
  /** SHA-256 of route, caller and key, hex: the same key means nothing elsewhere or of somebody else. */
  readonly key: string;
  /** Digest of the body, hex. */
  readonly fingerprint: string;
}

export const IDEMPOTENCY_HEADER = 'idempotency-key';
const KEY = /^[\x21-\x7e]{1,255}$/;

/** One text for one value, whatever the order in which an object's fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** For fingerprints and nothing else, whatever the secret does otherwise. */
const fingerprintKey = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'ai-finops idempotency fingerprint', 32));

interface Particulars {
  /** Keys the digest of a body that holds a password, so that it cannot be guessed from the digest. */
  readonly secret?: string;
  /** Where the key was given: `Idempotency-Key`, the header, when left out. */
  readonly field?: string;
}

/** Reads what a caller gave as key; null without one. Error VALIDATION_FAILED for a malformed key. */
export function idempotentRequest(
  key: string | null | undefined,
  route: string,
  caller: string,
  body: unknown,
  { secret, field = 'Idempotency-Key' }: Particulars = {},
): IdempotentRequest | null {
  if (key === undefined || key === null) return null;
  if (!KEY.test(key)) {
    throw new AppError(
      'VALIDATION_FAILED',
      `${field} must be 1 to 255 printable ASCII characters without blanks.`,
      { field },
    );
  }
  const text = canonical(body);
  return {
    key: createHash('sha256')
      .update(canonical([route, caller, key]))
      .digest('hex'),
    fingerprint: (secret === undefined
      ? createHash('sha256')
      : createHmac('sha256', fingerprintKey(secret))
    )
      .update(text)
      .digest('hex'),
  };
}

/** Documents the header of a route. */
export const TakesIdempotencyKey = () =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Any text of 1 to 255 printable ASCII characters. Sent again within 24 hours with the same body, the request has no further effect and gets the same answer; with another body it is refused with IDEMPOTENCY_KEY_REUSED.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
  );
