import {
  auditLog,
  changeUserRole,
  deleteUser,
  disableUser,
  endUserSessions,
  inviteUser,
  type Role,
  restoreUser,
  type UserStatus,
  users,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { formatTable } from '../table';

const ROLES: readonly Role[] = ['USER', 'ADMIN', 'SUPER_ADMIN'];
const STATUSES: readonly UserStatus[] = ['ACTIVE', 'DISABLED', 'DELETED'];

function oneOf<Name extends string>(names: readonly Name[], text: string): Name {
  const wanted = text.toUpperCase().replaceAll('-', '_');
  const found = names.find((name) => name === wanted);
  if (!found) throw new CliError(`"${text}" is none of ${names.join(', ')}.`);
  return found;
}

export interface UsersOptions extends GlobalOptions {
  readonly search?: string;
  readonly role?: string;
  readonly status?: string;
  readonly first: string;
}

export async function usersCommand(options: UsersOptions): Promise<void> {
  const { search = null, role, status, first } = options;
  const filter = {
    search,
    role: role === undefined ? null : oneOf(ROLES, role),
    status: status === undefined ? null : oneOf(STATUSES, status),
  };
  const { users: page } = await users(clientOf(options), { first: Number(first), filter });
  print(options, page, () => {
    const rows = page.nodes.map((user) => [
      user.id,
      user.email,
      user.name ?? '',
      user.role,
      user.status,
    ]);
    const columns = ['id', 'email', 'name', 'role', 'status'].map((title) => ({ title }));
    const more = page.totalCount - rows.length;
    return `${formatTable(columns, rows)}${more > 0 ? `\n\n${more} more: narrow it with --search.` : ''}`;
  });
}

export interface InviteOptions extends GlobalOptions {
  readonly name?: string;
  readonly role?: string;
}

export async function inviteCommand(email: string, options: InviteOptions): Promise<void> {
  const { name = null, role } = options;
  const input = { email, name, role: role === undefined ? null : oneOf(ROLES, role) };
  const { inviteUser: invitation } = await inviteUser(clientOf(options), { input });
  print(
    options,
    invitation,
    () =>
      `${invitation.user.email} may sign in with ${invitation.temporaryPassword} until ${invitation.expiresAt}. It is not shown again.`,
  );
}

export async function roleCommand(id: string, role: string, options: GlobalOptions): Promise<void> {
  const variables = { id, role: oneOf(ROLES, role) };
  const { changeUserRole: user } = await changeUserRole(clientOf(options), variables);
  print(options, user, () => `${user.email} has the role ${user.role}.`);
}

/** Disables, restores or deletes an account. */
export async function statusCommand(
  change: 'disable' | 'restore' | 'delete',
  id: string,
  options: GlobalOptions,
): Promise<void> {
  const client = clientOf(options);
  const user = {
    disable: async () => (await disableUser(client, { id })).disableUser,
    restore: async () => (await restoreUser(client, { id })).restoreUser,
    delete: async () => (await deleteUser(client, { id })).deleteUser,
  };
  const changed = await user[change]();
  print(options, changed, () => `${changed.email} is ${changed.status}.`);
}

export async function endSessionsCommand(id: string, options: GlobalOptions): Promise<void> {
  const { endUserSessions: result } = await endUserSessions(clientOf(options), { userId: id });
  print(options, result, () => `${result.ended} sessions ended.`);
}

export interface AuditOptions extends GlobalOptions {
  readonly actor?: string;
  readonly subject?: string;
  readonly first: string;
}

export async function auditCommand(options: AuditOptions): Promise<void> {
  const { actor: actorId = null, subject: subjectId = null, first } = options;
  const variables = { first: Number(first), filter: { actorId, subjectId } };
  const { auditLog: page } = await auditLog(clientOf(options), variables);
  print(options, page.nodes, () =>
    formatTable(
      ['when', 'event', 'outcome', 'by', 'about', 'from'].map((title) => ({ title })),
      page.nodes.map((entry) => [
        entry.createdAt,
        entry.event,
        entry.outcome,
        entry.actor?.email ?? entry.actorId ?? entry.actorKind,
        entry.subject?.email ?? entry.subjectId ?? '',
        entry.ipAddress ?? '',
      ]),
    ),
  );
}
