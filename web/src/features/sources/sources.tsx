import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { AdministrationFailure } from '@/features/administration/administration-failure';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { Pager } from '@/features/administration/pager';
import { RefreshWhileRunning } from '@/features/imports/refresh-while-running';
import { SourcesDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { address, param, type SearchParams } from '@/lib/search-params';
import { NEW_SOURCE_PAGE, SOURCES_PAGE } from './places';
import { SourceItem } from './source-item';
import { isMoving } from './source-status';

const PAGE = 50;

/** The places that bills come from by themselves, newest first, for administrators. */
export async function Sources({ params }: { readonly params: SearchParams }) {
  await requireAdministrator();
  const after = param(params, 'after') ?? null;
  const { sources } = await askForParts(SourcesDocument, { first: PAGE, after });
  if (sources instanceof Refusal) {
    return (
      <AdministrationFailure title="Sources of bills" refusal={sources} startAt={SOURCES_PAGE} />
    );
  }
  const { nodes, pageInfo, totalCount } = sources;
  const now = Date.now();
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h1 className="font-semibold text-xl">Sources of bills</h1>
        <Button asChild size="small">
          <Link href={NEW_SOURCE_PAGE} prefetch={false}>
            Add a source
          </Link>
        </Button>
      </div>
      <AdministrationNav />
      <Card aria-label="Sources" className="grid gap-2">
        <p className="text-muted-foreground text-sm" role="status">
          {totalCount === 1 ? '1 source' : `${totalCount} sources`}
        </p>
        {nodes.some((node) => isMoving(node, now)) ? <RefreshWhileRunning /> : null}
        {nodes.length > 0 ? (
          <ul className="divide-y divide-border" aria-label="List of sources">
            {nodes.map((node) => (
              <SourceItem key={node.id} source={node} now={now} />
            ))}
          </ul>
        ) : (
          <p className="text-sm">
            Bills that a cloud writes into a bucket come by themselves: add the bucket, and it is
            looked at from time to time.
          </p>
        )}
        <Pager
          next={
            pageInfo.hasNextPage ? address(SOURCES_PAGE, { after: pageInfo.endCursor }) : undefined
          }
          first={after ? SOURCES_PAGE : undefined}
        />
      </Card>
    </>
  );
}
