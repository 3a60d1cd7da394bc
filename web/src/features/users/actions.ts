'use server';

import { text } from '@/features/auth/form-state';
import {
  ChangeUserRoleDocument,
  DeleteUserDocument,
  DisableUserDocument,
  EndUserSessionsDocument,
  InviteUserDocument,
  RestoreUserDocument,
  RevokeSessionDocument,
  type Role,
} from '@/generated/graphql';
import { ask } from '@/lib/graph/ask';
import { type Changed, change } from '@/lib/graph/change';
import { Refusal } from '@/lib/graph/refusal';
import { USERS_PAGE } from './user-filter';

/*
 * Next itself refuses an action whose Origin is not the host that was asked. Who may do what is for the
 * platform to say: nothing here trusts what the pages offer.
 */

type Action = (previous: Changed | null, form: FormData) => Promise<Changed>;

const pageOf = (id: string): string => `${USERS_PAGE}/${encodeURIComponent(id)}`;

/** Changes the user that the form is about. */
function changeUser(form: FormData, work: (id: string) => Promise<unknown>): Promise<Changed> {
  const id = text(form, 'id');
  return change(pageOf(id), async () => {
    await work(id);
    return {};
  });
}

export const changeRole: Action = async (_previous, form) =>
  changeUser(form, (id) => ask(ChangeUserRoleDocument, { id, role: text(form, 'role') as Role }));

export const disableUser: Action = async (_previous, form) =>
  changeUser(form, (id) => ask(DisableUserDocument, { id }));

export const restoreUser: Action = async (_previous, form) =>
  changeUser(form, (id) => ask(RestoreUserDocument, { id }));

export const deleteUser: Action = async (_previous, form) =>
  changeUser(form, (id) => ask(DeleteUserDocument, { id }));

export const endSessions: Action = async (_previous, form) =>
  changeUser(form, (userId) => ask(EndUserSessionsDocument, { userId }));

export const endSession: Action = async (_previous, form) =>
  changeUser(form, async () => {
    try {
      await ask(RevokeSessionDocument, { id: text(form, 'session') });
    } catch (error) {
      // One that has ended meanwhile is what was wanted.
      if (!(error instanceof Refusal && error.code === 'NOT_FOUND')) throw error;
    }
  });

/** What became of an invitation; its password is shown this once. */
export interface InviteState extends Changed {
  /** The field at fault, where it is one. */
  readonly field?: string | undefined;
  readonly given?: { readonly email: string; readonly name: string; readonly role: string };
  readonly invitation?: {
    readonly id: string;
    readonly email: string;
    readonly temporaryPassword: string;
    readonly expiresAt: string;
  };
}

export async function inviteUser(
  _previous: InviteState | null,
  form: FormData,
): Promise<InviteState> {
  const given = {
    email: text(form, 'email').trim(),
    name: text(form, 'name').trim(),
    role: text(form, 'role') as Role,
  };
  try {
    const input = { ...given, name: given.name || null };
    const { user, ...invitation } = (await ask(InviteUserDocument, { input })).inviteUser;
    return { invitation: { ...user, ...invitation } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = error.code === 'EMAIL_TAKEN' ? 'email' : error.field?.split('.').at(-1);
    return { failure: error.message, field, given };
  }
}
