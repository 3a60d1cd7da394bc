import { AppError } from '@ai-finops/service-kit/errors';
import { z } from 'zod';
import { linkToken } from '../links/link-token';
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from '../passwords/password-policy';
import { wellFormed } from '../passwords/password-text';

const newPassword = wellFormed
  .describe('Any characters, taken exactly as sent; common passwords are refused.')
  .meta({ minLength: MIN_LENGTH, maxLength: MAX_LENGTH });

export const forgotPassword = z.object({
  email: z.string().max(1_024).describe('Address of the account.'),
});

export const forgotten = z.object({
  message: z.string().describe('The same whether or not the address has an account.'),
});

export const resetPassword = z.object({ token: linkToken, newPassword });

export const changePassword = z.object({
  currentPassword: wellFormed.describe('The current password, exactly as set.'),
  newPassword,
});

export type ForgotPassword = z.output<typeof forgotPassword>;
export type ResetPassword = z.output<typeof resetPassword>;
export type ChangePassword = z.output<typeof changePassword>;

/** Error VALIDATION_FAILED, as a body gets it, for a new password that the account may not have. */
export function requireAcceptable(password: string, email: string): void {
  const message = passwordFault(password, email);
  if (message === undefined) return;
  throw new AppError('VALIDATION_FAILED', `newPassword: ${message}`, {
    fields: [{ field: 'newPassword', message }],
  });
}
