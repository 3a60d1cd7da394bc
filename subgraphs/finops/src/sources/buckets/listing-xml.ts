import { AppError } from '@ai-finops/service-kit/errors';
import { SaxesParser } from 'saxes';

/** A page of a listing: a thousand names of a kilobyte each and what stands around them. */
export const MAX_LISTING_BYTES = 16 * 1024 * 1024;

/** Texts of elements by their path: `Contents` is an item, `Properties/Etag` one of the texts within. */
export interface Listing {
  readonly items: ReadonlyMap<string, string>[];
  /** Those outside of any item, by their path below the root. */
  readonly rest: ReadonlyMap<string, string>;
}

/**
 * Reads a listing of objects as S3, Google Cloud Storage and Azure write it. `itemPath` is where the items are,
 * below the root. Entities of a document type are not known, so that none grows. Error SOURCE_UNREADABLE.
 */
export function readListing(xml: string, root: string, itemPath: string): Listing {
  const items: Map<string, string>[] = [];
  const rest = new Map<string, string>();
  const path: string[] = [];
  let item: Map<string, string> | undefined;
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (cause) => {
    throw unreadable(cause);
  });
  parser.on('opentag', ({ name }) => {
    if (path.length === 0 && name !== root) throw unreadable();
    path.push(name);
    text = '';
    if (below(path) === itemPath) {
      item = new Map();
      items.push(item);
    }
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('cdata', (part) => {
    text += part;
  });
  parser.on('closetag', () => {
    const at = below(path);
    if (at === itemPath) item = undefined;
    else if (item) item.set(at.slice(itemPath.length + 1), text);
    else rest.set(at, text);
    path.pop();
    text = '';
  });
  parser.write(xml).close();
  return { items, rest };
}

const below = (path: readonly string[]): string => path.slice(1).join('/');

export const unreadable = (cause?: unknown): AppError =>
  new AppError('SOURCE_UNREADABLE', 'What the source answered is no listing.', {}, { cause });
