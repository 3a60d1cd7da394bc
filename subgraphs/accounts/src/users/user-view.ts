import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { isRole, ROLES, type Role } from '@ai-finops/service-kit/viewer';
import { z } from 'zod';

export const STATUSES = ['ACTIVE', 'DISABLED', 'DELETED'] as const;
export type Status = (typeof STATUSES)[number];

/** The columns that leave the store: the password hash is not among them. */
export const USER_COLUMNS = {
  id: true,
  email: true,
  name: true,
  role: true,
  status: true,
  created_at: true,
  updated_at: true,
} as const;

/** A row as the documented table has it: all but id and email may be null. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly status: string | null;
  readonly created_at: Date | null;
  readonly updated_at: Date | null;
}

/** A user as REST and GraphQL show it. */
export const userSchema = z.object({
  id: z.string(),
  email: z.string().describe('In its canonical form (lower case).'),
  name: nullableText,
  role: z.enum(ROLES),
  status: z.enum(STATUSES),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type UserView = z.output<typeof userSchema>;

/** The column's default where it is null; anything unknown may do nothing. */
export const roleOf = (role: string | null): Role => (isRole(role) ? role : 'USER');

export function statusOf(status: string | null): Status {
  if (status === null) return 'ACTIVE';
  return STATUSES.find((known) => known === status) ?? 'DISABLED';
}

const EPOCH = new Date(0);

export function userView(row: UserRow): UserView {
  const createdAt = row.created_at ?? EPOCH;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: roleOf(row.role),
    status: statusOf(row.status),
    createdAt: createdAt.toISOString(),
    updatedAt: (row.updated_at ?? createdAt).toISOString(),
  };
}
