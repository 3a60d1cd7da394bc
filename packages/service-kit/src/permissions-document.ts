import { ACCOUNT_PERMISSIONS, GRANTABLE, PERMISSIONS, type Relation } from './permissions';
import { ROLES, type Role } from './viewer';

const WORDS: Readonly<Record<Relation, string>> = {
  own: 'own',
  below: 'lower roles',
  same: 'same role',
  above: 'higher roles',
};

function reach(relations: readonly Relation[]): string {
  if (relations.length === Object.keys(WORDS).length) return 'all';
  return relations.map((relation) => WORDS[relation]).join(', ') || '-';
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The permission matrix as a page of the docs. */
export function permissionsDocument(): string {
  const accounts = Object.entries(ACCOUNT_PERMISSIONS).map(([name, { what, ...roles }]) => [
    `\`${name}\``,
    what,
    ...ROLES.map((role) => reach(roles[role])),
  ]);
  const others = Object.entries(PERMISSIONS).map(([name, { what, roles, scopes }]) => [
    `\`${name}\``,
    what,
    ...ROLES.map((role) => ((roles as readonly Role[]).includes(role) ? 'yes' : '-')),
    scopes.map((scope) => `\`${scope}\``).join(', ') || '-',
  ]);
  const gives = ROLES.map((role) => [role, GRANTABLE[role].join(', ') || '-']);
  return `# Permissions

Each account has one role: USER, ADMIN or SUPER_ADMIN. What a role may do is one table,
[permissions.ts](../packages/service-kit/src/permissions.ts), from which this page is written. Services check
it on their first line, accounts and auth as well as finops and the assistant, so REST, GraphQL, \`_entities\` and
calls between services have one gate. A refusal is \`FORBIDDEN\` with the name of the permission, and an entry of
the audit log; what somebody may not even see answers like what is not there.

## To accounts

"Own" is one's own account, the others are everybody else's. "-" is nobody's.

${table(['permission', 'what', ...ROLES], accounts)}

Nobody changes their own role or status, so nobody can raise themselves, and no mistake locks an
administrator out. The last active SUPER_ADMIN cannot be demoted, disabled or deleted by anybody.

## Giving roles

${table(['role', 'may give'], gives)}

## Everything else

${table(['permission', 'what', ...ROLES, 'API keys of the scope'], others)}

Costs that are not covered by \`costs:all\` are seen as granted, and before any grant as
\`DEFAULT_COST_ACCESS\` says; whoever may see every cost may also import bills. An API key never does more than its
owner's role. The service credential (\`DATABASE_SERVICE_TOKEN\`) may do everything: it is the platform's services
and its operator.
`;
}
