import { X } from 'lucide-react';
import type { CostView } from './view';
import { without } from './view';
import { ViewLink } from './view-link';
import { viewLink } from './view-params';
import { filterText } from './view-text';
import { filterSentence } from './vocabulary';

export function FilterChips({ view }: { readonly view: CostView }) {
  if (view.filter.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2" aria-label="Filters">
      {view.filter.map((filter) => (
        <li key={filterText(filter)}>
          <ViewLink
            href={viewLink(without(view, filter))}
            aria-label={`Remove the filter: ${filterSentence(filter)}`}
            className="inline-flex max-w-full items-center gap-1.5 rounded-full bg-accent py-1 pr-2 pl-3 text-accent-foreground text-sm hover:underline"
          >
            <span className="truncate">{filterSentence(filter)}</span>
            <X aria-hidden className="size-3.5 shrink-0" />
          </ViewLink>
        </li>
      ))}
    </ul>
  );
}
