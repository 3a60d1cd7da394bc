import type { TrustedDocuments } from './trusted-documents';

/** A GraphQL request body, as far as it names its document. */
interface Named {
  query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: unknown } };
}

/**
 * Puts the document's text into a request that only names it: by `documentId` (GraphQL over HTTP; `sha256:`
 * may stand before it) or by the hash of `extensions.persistedQuery`. Unknown names are left alone: they
 * may be automatic persisted queries.
 */
export function resolveDocumentId(body: unknown, documents: TrustedDocuments): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  const named: Named = body;
  if (named.query !== undefined) return;
  const id = named.documentId ?? named.extensions?.persistedQuery?.sha256Hash;
  if (typeof id !== 'string') return;
  const text = documents.body(id.replace(/^sha256:/, ''));
  if (text !== undefined) named.query = text;
}
