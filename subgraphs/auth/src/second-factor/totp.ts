import { Secret, TOTP } from 'otpauth';

const ISSUER = 'AI-FinOps';
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 4 recommends 160 bits. */
const SECRET_BYTES = 20;
/** RFC 6238 5.2: a code of the step before or after still counts, for clocks that are apart. */
const WINDOW = 1;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_SECONDS,
  });

/** A new shared secret, base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The address that a QR code of the secret holds. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/** The time step whose code it is, near `now` (milliseconds); undefined for a wrong code. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/** True for a text that can be a code of an authenticator app. */
export const isTotpCode = (text: string): boolean => /^\d{6}$/.test(text);
