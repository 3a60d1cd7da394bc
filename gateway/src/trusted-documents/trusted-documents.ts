import { readFileSync } from 'node:fs';
import { type DocumentNode, parse } from 'graphql';
import { z } from 'zod';
import { documentKey } from './document-key';

/** Apollo's persisted query manifest, as its generator and our own write it. */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({ id: z.string().min(1), name: z.string(), type: z.string(), body: z.string() }),
  ),
});

/** The operations that known clients ask. */
export class TrustedDocuments {
  readonly #bodies = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #verdicts = new WeakMap<DocumentNode, boolean>();

  /** Reads manifests; several versions of a client can be served at once. Throws on one that is not usable. */
  static read(paths: readonly string[]): TrustedDocuments {
    const documents = new TrustedDocuments();
    for (const path of paths) {
      try {
        documents.#add(JSON.parse(readFileSync(path, 'utf8')));
      } catch (cause) {
        throw new Error(`The manifest of trusted documents cannot be used: ${path}`, { cause });
      }
    }
    return documents;
  }

  #add(content: unknown): void {
    for (const { id, body } of manifest.parse(content).operations) {
      this.#bodies.set(id, body);
      this.#keys.add(documentKey(parse(body, { noLocation: true })));
    }
  }

  /** The text of a document that a client names by its id. */
  body(id: string): string | undefined {
    return this.#bodies.get(id);
  }

  /** Whether a manifest has the document, sent as text or by its id. */
  has(document: DocumentNode): boolean {
    let known = this.#verdicts.get(document);
    if (known === undefined) {
      known = this.#keys.has(documentKey(document));
      this.#verdicts.set(document, known);
    }
    return known;
  }
}
