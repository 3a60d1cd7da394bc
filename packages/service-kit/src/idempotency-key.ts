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

/**
 * Reads the header `Idempotency-Key`; null without one. `secret` keys the digest of a body that holds a
 * password, so that it cannot be guessed from the digest. Error VALIDATION_FAILED for a malformed key.
 */
export function idempotentRequest(
  header: string | undefined,
  route: string,
  caller: string,
  body: unknown,
  secret?: string,
): IdempotentRequest | null {
  if (header === undefined) return null;
  if (!KEY.test(header)) {
    throw new AppError(
      'VALIDATION_FAILED',
      'Idempotency-Key must be 1 to 255 printable ASCII characters without blanks.',
      { field: 'Idempotency-Key' },
    );
  }
  const text = canonical(body);
  return {
    key: createHash('sha256')
      .update(canonical([route, caller, header]))
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
