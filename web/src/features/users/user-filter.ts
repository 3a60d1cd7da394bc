import type { UserFilter } from '@/generated/graphql';
import { namesOf } from '@/lib/names-of';
import { address, choice, param, type SearchParams } from '@/lib/search-params';
import { ROLE_NAMES, STATUSES } from './vocabulary';

export const USERS_PAGE = '/admin/users';

/** Which users an address asks for; what makes no sense counts as absent. */
export function userFilterOf(params: SearchParams): UserFilter {
  return {
    search: param(params, 'search') ?? null,
    role: choice(params, 'role', namesOf(ROLE_NAMES)) ?? null,
    status: choice(params, 'status', namesOf(STATUSES)) ?? null,
  };
}

export const usersAddress = (filter: UserFilter, after?: string | null): string =>
  address(USERS_PAGE, { ...filter, after });
