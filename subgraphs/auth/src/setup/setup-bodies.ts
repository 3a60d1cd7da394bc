import { z } from 'zod';
import { registration } from '../auth/auth-bodies';
import { passwordFault } from '../passwords/password-policy';

/** The first administrator: a registration, with the token of the operator. */
export const setupInput = z
  .object({
    token: z.string().max(4_096).describe('The setup token that only the operator has.'),
    ...registration.shape,
  })
  .superRefine(({ email, password }, context) => {
    const message = passwordFault(password, email);
    if (message) context.addIssue({ code: 'custom', path: ['password'], message });
  });

export type Setup = z.output<typeof setupInput>;
