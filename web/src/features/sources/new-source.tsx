import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { cn } from '@/lib/class-names';
import { choice, type SearchParams } from '@/lib/search-params';
import { newSourceAddress, PLACE_NAMES, placeOf } from './places';
import { SourceForm } from './source-form';

/** Makes a source of bills, for administrators; the address says of which kind. */
export async function NewSource({ params }: { readonly params: SearchParams }) {
  await requireAdministrator();
  const place = choice(params, 'place', PLACE_NAMES) ?? 's3';
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">Add a source of bills</h1>
      <AdministrationNav />
      <Card aria-label="New source" className="grid max-w-lg gap-4">
        <nav aria-label="Where the bills are" className="flex flex-wrap gap-1">
          {PLACE_NAMES.map((name) => (
            <Link
              key={name}
              href={newSourceAddress(name)}
              prefetch={false}
              aria-current={name === place ? 'page' : undefined}
              className={cn(
                'rounded-md border px-3 py-1.5 text-sm',
                name === place
                  ? 'border-primary bg-accent text-accent-foreground'
                  : 'border-border hover:bg-muted',
              )}
            >
              {placeOf(name).title}
            </Link>
          ))}
        </nav>
        <SourceForm key={place} place={place} />
      </Card>
    </>
  );
}
