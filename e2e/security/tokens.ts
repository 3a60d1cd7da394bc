import { createHmac, sign } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A compact token with any header and claims, signed by whatever makes a signature of its first parts. */
export function forge(header: Claims, claims: Claims, signer: (input: string) => string): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signer(input)}`;
}

export const hmac =
  (secret: string | Buffer, hash = 'sha256') =>
  (input: string): string =>
    createHmac(hash, secret).update(input).digest('base64url');

export const rsa =
  (privateKey: string) =>
  (input: string): string =>
    sign('sha256', Buffer.from(input), privateKey).toString('base64url');
