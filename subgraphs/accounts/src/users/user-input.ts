import { emailSchema } from '@ai-finops/service-kit/email';
import { isStorable, NOT_STORABLE } from '@ai-finops/service-kit/storable';
import { ROLES } from '@ai-finops/service-kit/viewer';
import { z } from 'zod';
import { passwordHashSchema } from './password-hash';
import { STATUSES } from './user-view';

const shortText = z.string().max(200).refine(isStorable, NOT_STORABLE);
const name = z.union([shortText, z.null()]);

/** A new account. */
export const newUser = z.object({
  email: emailSchema,
  password: passwordHashSchema,
  name: name.optional().describe('Display name.'),
  role: z.enum(ROLES).optional().describe('USER when left out.'),
  status: z.enum(['ACTIVE', 'DISABLED']).optional().describe('ACTIVE when left out.'),
});

/** The same as GraphQL names it, where nobody but ACTIVE accounts are made. */
export const newUserOfGraph = newUser
  .omit({ password: true, status: true })
  .extend({ passwordHash: passwordHashSchema });

/** An account that somebody else gets, who is told a password that accounts makes up. */
export const invitedUser = newUser.omit({ password: true, status: true });

/** The first SUPER_ADMIN of an installation. */
export const firstAdministrator = newUser.omit({ role: true, status: true });

/** What to change of an account; what is left out stays. */
export const userChange = z.object({
  email: emailSchema.optional(),
  password: passwordHashSchema.optional(),
  name: name.optional().describe('New display name; null removes it.'),
  role: z.enum(ROLES).optional(),
  status: z.enum(STATUSES).optional().describe('DELETED is the soft delete.'),
});

/** Which accounts to list; every part that is given must match. */
export const userFilter = z.object({
  search: z.union([shortText, z.null()]).optional(),
  role: z.union([z.enum(ROLES), z.null()]).optional(),
  status: z.union([z.enum(STATUSES), z.null()]).optional(),
});

export type FirstAdministrator = z.output<typeof firstAdministrator>;
export type NewUser = z.output<typeof newUser>;
export type UserChange = z.output<typeof userChange>;
export type UserFilter = z.output<typeof userFilter>;
