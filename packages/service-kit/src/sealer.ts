import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const KEY_BYTES = 32;
/** NIST SP 800-38D 8.2.2: random nonces of 96 bits serve for 2^32 seals under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SealerOptions {
  /** `DATA_ENCRYPTION_KEY`: everything is sealed under it. */
  readonly secret: string;
  /** The one before, under which older seals still open. */
  readonly previousSecret?: string | undefined;
}

/**
 * Seals secrets at rest that have to be read again (second factors, credentials of clouds): AES-256-GCM
 * under a key that HKDF-SHA-256 derives from the secret for one purpose. What is sealed is bound to a
 * context, such as its owner's id: moved to another row it does not open.
 */
export class Sealer {
  readonly #keys: readonly Buffer[];

  /** `purpose` separates keys of one secret, such as `totp`. */
  constructor({ secret, previousSecret }: SealerOptions, purpose: string) {
    this.#keys = [secret, previousSecret]
      .filter((known) => known !== undefined)
      .map((known) =>
        Buffer.from(hkdfSync('sha256', known, '', `ai-finops seal ${purpose}`, KEY_BYTES)),
      );
  }

  /** `v1.` and base64url of nonce, ciphertext and tag. */
  seal(text: string, context: string): string {
    const [key] = this.#keys;
    if (!key) throw new Error('There is no key to seal with.');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([
      nonce,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  }

  /** Throws for what was sealed with another secret, for another purpose or context, or was changed. */
  open(sealed: string, context: string): string {
    const [version, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    if (version === VERSION && bytes.length >= NONCE_BYTES + TAG_BYTES) {
      for (const key of this.#keys) {
        const text = unseal(key, bytes, context);
        if (text !== undefined) return text;
      }
    }
    throw new Error('A sealed value does not open: was DATA_ENCRYPTION_KEY changed?');
  }
}

function unseal(key: Buffer, bytes: Buffer, context: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
