import type { TypedDocumentNode } from '@apollo/client';
import type { FragmentType, Unmasked } from '@apollo/client/masking';

/** What a component takes whose fragment is the document's: data that only it can read. */
export type FragmentOf<Document> =
  Document extends TypedDocumentNode<infer Data, never> ? FragmentType<Data> : never;

/**
 * Reads a component's own fragment from data that a server component asked for: only the types are
 * masked there, since nothing of it goes through the browser's cache.
 */
export function readFragment<Data>(
  _fragment: TypedDocumentNode<Data, never>,
  data: FragmentType<Data>,
): Unmasked<Data> {
  return data as unknown as Unmasked<Data>;
}
