import { notFound } from 'next/navigation';
import { Card } from '@/components/ui/card';
import { AdministrationFailure } from '@/features/administration/administration-failure';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { SourceToChangeDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import { param, type SearchParams } from '@/lib/search-params';
import { knownValues, placeNameOf, placeOf, SOURCES_PAGE } from './places';
import { SourceForm } from './source-form';

/** Gives a source its place and credentials anew, for administrators; the address names it. */
export async function ChangedSource({ params }: { readonly params: SearchParams }) {
  await requireAdministrator();
  const name = param(params, 'name') ?? '';
  const { source } = await askForParts(SourceToChangeDocument, { name });
  if (source instanceof Refusal) {
    if (source.code === 'NOT_FOUND') notFound();
    return <AdministrationFailure title="Source" refusal={source} startAt={SOURCES_PAGE} />;
  }
  const place = placeNameOf(source);
  return (
    <>
      <h1 className="wrap-anywhere mb-2 font-semibold text-xl">Change {source.name}</h1>
      <AdministrationNav />
      <Card aria-label="Source" className="grid max-w-lg gap-4">
        <p className="text-sm">
          {placeOf(place).title}. A place comes with its credentials: type them again, or new ones.
        </p>
        <SourceForm place={place} source={{ id: source.id, known: knownValues(source) }} />
      </Card>
    </>
  );
}
