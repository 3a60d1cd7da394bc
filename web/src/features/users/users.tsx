import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { AdministrationFailure } from '@/features/administration/administration-failure';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { Pager } from '@/features/administration/pager';
import { UsersDocument, type UsersQuery } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { param, type SearchParams } from '@/lib/search-params';
import { USERS_PAGE, userFilterOf, usersAddress } from './user-filter';
import { UserFilterForm } from './user-filter-form';
import { ROLE_NAMES, STATUSES } from './vocabulary';

const PAGE = 50;

type User = NonNullable<UsersQuery['users']>['nodes'][number];

function UserRow({ user }: { readonly user: User }) {
  const { id, email, name, role, status, createdAt } = user;
  const badge = <Badge tone={STATUSES[status].tone}>{STATUSES[status].name}</Badge>;
  return (
    <tr>
      <Cell>
        <Link
          href={`${USERS_PAGE}/${id}`}
          prefetch={false}
          className="break-all font-medium text-primary underline"
        >
          {email}
        </Link>
        {name ? <p className="wrap-anywhere text-muted-foreground">{name}</p> : null}
        <p className="mt-1 flex flex-wrap items-center gap-2 sm:hidden">
          {badge}
          {ROLE_NAMES[role]}
        </p>
      </Cell>
      <Cell className="hidden sm:table-cell">{ROLE_NAMES[role]}</Cell>
      <Cell className="hidden sm:table-cell">{badge}</Cell>
      <Cell className="hidden whitespace-nowrap tabular-nums sm:table-cell">
        <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
      </Cell>
    </tr>
  );
}

/** Everybody with an account, newest first, for administrators. */
export async function Users({ params }: { readonly params: SearchParams }) {
  await requireAdministrator();
  const filter = userFilterOf(params);
  const after = param(params, 'after') ?? null;
  const { users } = await askForParts(UsersDocument, { first: PAGE, after, filter });
  if (users instanceof Refusal) {
    return <AdministrationFailure title="Users" refusal={users} startAt={USERS_PAGE} />;
  }
  const { nodes, pageInfo, totalCount } = users;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h1 className="font-semibold text-xl">Users</h1>
        <Button asChild size="small">
          <Link href={`${USERS_PAGE}/invite`} prefetch={false}>
            Invite somebody
          </Link>
        </Button>
      </div>
      <AdministrationNav />
      <Card aria-label="Users" className="grid gap-4">
        <UserFilterForm filter={filter} />
        <p className="text-muted-foreground text-sm" role="status">
          {totalCount === 1 ? '1 user' : `${totalCount} users`}
        </p>
        {nodes.length > 0 ? (
          <Table aria-label="List of users">
            <thead>
              <tr>
                <HeadCell>Who</HeadCell>
                <HeadCell className="hidden sm:table-cell">Role</HeadCell>
                <HeadCell className="hidden sm:table-cell">Status</HeadCell>
                <HeadCell className="hidden sm:table-cell">Since</HeadCell>
              </tr>
            </thead>
            <tbody>
              {nodes.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </tbody>
          </Table>
        ) : (
          <p className="text-sm">
            Nobody matches.{' '}
            <Link href={USERS_PAGE} prefetch={false} className="text-primary underline">
              Show everybody
            </Link>
          </p>
        )}
        <Pager
          next={pageInfo.hasNextPage ? usersAddress(filter, pageInfo.endCursor) : undefined}
          first={after ? usersAddress(filter) : undefined}
        />
      </Card>
    </>
  );
}
