import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { z } from 'zod';
import { tokenHash } from '../challenges/challenge-bodies';
import { sessionStart } from '../internal/internal-bodies';
import { sha256Text } from '../sha256-text';
import { passwordHashSchema } from '../users/password-hash';

/** What proves the second factor, as auth worked it out from the code: exactly one of them. */
const proof = {
  step: z.int().min(0).optional().describe('Time step of an authenticator code that was right.'),
  recoveryCodeHash: sha256Text.optional().describe('SHA-256 of a recovery code, hex.'),
};

const oneProof = (body: { step?: number | undefined; recoveryCodeHash?: string | undefined }) =>
  (body.step === undefined) !== (body.recoveryCodeHash === undefined);

const ONE_PROOF = 'needs either a step or a recovery code';

export const enrolment = z.object({ sealedSecret: z.string().min(1).max(1_024) });

export const confirmation = z.object({
  step: z.int().min(0),
  recoveryCodeHashes: z.array(sha256Text).min(1).max(20),
});

export const proofBody = z.object(proof).refine(oneProof, ONE_PROOF);

export const recoveryCodesBody = z
  .object({ ...proof, recoveryCodeHashes: z.array(sha256Text).min(1).max(20) })
  .refine(oneProof, ONE_PROOF);

export const loginChallenge = z.object({
  userId: z.string(),
  passwordHash: z.string().describe('The hash that the password was checked against.'),
  upgradedHash: passwordHashSchema.optional().describe('A stronger hash of the same password.'),
  tokenHash,
  lifetimeSeconds: z.int().min(1).max(1_800),
});

export const attemptBody = z.object({ tokenHash });

export const secondFactorLogin = z
  .object({ challengeHash: tokenHash, ...proof, ...sessionStart })
  .refine(oneProof, ONE_PROOF);

export const factorStatus = z.object({
  enabled: z.boolean().describe('True when signing in asks for it.'),
  recoveryCodesLeft: z.int(),
});

export const attempt = z.object({
  userId: z.string(),
  enabled: z.boolean(),
  sealedSecret: nullableText.describe('Only auth can open it.'),
});

export type Confirmation = z.output<typeof confirmation>;
export type Proof = z.output<typeof proofBody>;
export type LoginChallenge = z.output<typeof loginChallenge>;
export type SecondFactorLogin = z.output<typeof secondFactorLogin>;
export type FactorStatus = z.output<typeof factorStatus>;
export type Attempt = z.output<typeof attempt>;
