import { z } from 'zod';
import { wellFormed } from '../passwords/password-text';

const password = wellFormed.describe('The password, exactly as set.');
const code = z
  .string()
  .max(64)
  .describe('Six digits of the authenticator app, or a recovery code.');

export const enrolmentInput = z.object({ password });
export const confirmationInput = z.object({ code });
export const proofInput = z.object({ password, code });
export const secondStep = z.object({
  challenge: z.string().max(256).describe('The challenge of SECOND_FACTOR_REQUIRED.'),
  code,
});

export const secondFactorStatus = z.object({
  enabled: z.boolean().describe('True when signing in asks for a code.'),
  recoveryCodesLeft: z.int(),
});

export const enrolment = z.object({
  uri: z.string().describe('`otpauth:` address for a QR code.'),
  secret: z.string().describe('The secret alone, base32.'),
});

export const recoveryCodes = z.object({
  recoveryCodes: z.array(z.string()).describe('Shown this once; each works once.'),
});

export type Enrolment = z.output<typeof enrolment>;
export type ProofInput = z.output<typeof proofInput>;
export type SecondStep = z.output<typeof secondStep>;
export type SecondFactorStatus = z.output<typeof secondFactorStatus>;
export type RecoveryCodes = z.output<typeof recoveryCodes>;
