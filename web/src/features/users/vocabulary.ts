import type { Tone } from '@/components/ui/badge';
import type { Role, UserStatus } from '@/generated/graphql';

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  USER: 'User',
  ADMIN: 'Administrator',
  SUPER_ADMIN: 'Super administrator',
};

export const STATUSES: Readonly<
  Record<UserStatus, { readonly name: string; readonly tone: Tone }>
> = {
  ACTIVE: { name: 'Active', tone: 'success' },
  DISABLED: { name: 'Disabled', tone: 'warning' },
  DELETED: { name: 'Deleted', tone: 'danger' },
};
