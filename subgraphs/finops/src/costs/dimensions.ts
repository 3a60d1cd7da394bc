import type { Dimension } from '../generated/graphql';
import { FOCUS_COLUMNS, type FocusColumn } from '../store/focus-columns';
import type { TextKey } from './charge-query';

type TagDimension = 'TAG' | 'ALLOCATED_TAG';

/** A dimension, and the key where it is a tag. */
export type Term =
  | { readonly dimension: Exclude<Dimension, TagDimension>; readonly tagKey: null }
  | { readonly dimension: TagDimension; readonly tagKey: string };

/** What the values of a dimension are. Decimals and times have an order, texts can be searched. */
export type TermKind = 'text' | 'decimal' | 'time';

/** FOCUS columns by the name of their dimension. Import brings the names of earlier versions to these (C3). */
const COLUMNS: ReadonlyMap<string, FocusColumn> = new Map(
  FOCUS_COLUMNS.map((column) => [
    column.name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase(),
    column,
  ]),
);

function columnOf(dimension: Exclude<Dimension, TagDimension>): FocusColumn {
  const column = COLUMNS.get(dimension);
  if (!column) throw new Error(`${dimension} has no column.`);
  return column;
}

export function isTag(dimension: Dimension): dimension is TagDimension {
  return dimension === 'TAG' || dimension === 'ALLOCATED_TAG';
}

/** True for dimensions that may have about as many values as there are charges. */
export function isWide({ dimension }: Term): boolean {
  if (isTag(dimension)) return false;
  const { name, kind } = columnOf(dimension);
  return (kind !== 'text' && kind !== 'choice') || name === 'ChargeDescription';
}

export function kindOf({ dimension }: Term): TermKind {
  const kind = isTag(dimension) ? 'tags' : columnOf(dimension).kind;
  return kind === 'decimal' || kind === 'time' ? kind : 'text';
}

/** Where the dimension's value stands in a charge. */
export function textKeyOf(term: Term): TextKey {
  if (term.dimension === 'TAG') return { kind: 'tag', column: 'Tags', tagKey: term.tagKey };
  if (term.dimension === 'ALLOCATED_TAG') {
    return { kind: 'tag', column: 'AllocatedTags', tagKey: term.tagKey };
  }
  const kind = kindOf(term);
  return { kind: kind === 'text' ? 'column' : kind, column: columnOf(term.dimension).name };
}
