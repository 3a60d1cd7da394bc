import { z } from 'zod';
import { linkToken } from '../links/link-token';
import { wellFormed } from '../passwords/password-text';

export const profileChange = z.object({
  name: z.union([z.string().max(200), z.null()]).describe('New display name; null removes it.'),
});

export const emailChange = z.object({
  newEmail: z.string().max(1_024).describe('The address that the account is to have.'),
  password: wellFormed.describe('The current password, exactly as set.'),
});

export const emailConfirmation = z.object({ token: linkToken });

export const confirmedEmail = z.object({ email: z.string().describe('The new address.') });

export type ProfileChange = z.output<typeof profileChange>;
export type EmailChange = z.output<typeof emailChange>;
export type EmailConfirmation = z.output<typeof emailConfirmation>;
