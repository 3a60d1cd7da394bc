import { AppError } from './errors';
import { isId } from './identifiers';

export const MAX_PAGE_SIZE = 100;

/** What a store needs to read one page: rows after a position, one more than asked to see whether more follow. */
export interface Page {
  readonly first: number;
  readonly after: readonly string[] | null;
}

export interface Connection<Node> {
  readonly edges: { readonly node: Node; readonly cursor: string }[];
  readonly nodes: Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Checks the arguments of a connection. Error VALIDATION_FAILED names the argument. */
export function pageFrom(first: number, after: string | null | undefined): Page {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE_SIZE) {
    throw new AppError('VALIDATION_FAILED', `first must be 1 to ${MAX_PAGE_SIZE}.`, {
      field: 'first',
    });
  }
  return { first, after: after == null ? null : decodeCursor(after) };
}

/** An opaque cursor of a row's sort key. */
export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The refusal of a cursor that some other list gave, or nobody. */
export const foreignCursor = (): AppError =>
  new AppError('VALIDATION_FAILED', 'The cursor is not one of ours.', { field: 'after' });

/** The sort key that a cursor holds. Error VALIDATION_FAILED. */
export function decodeCursor(cursor: string): readonly string[] {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw foreignCursor();
  }
  if (!Array.isArray(key) || key.length === 0 || !key.every((part) => typeof part === 'string')) {
    throw foreignCursor();
  }
  return key;
}

/** Where a page of a list that is ordered by time and id begins. */
export interface Position {
  readonly time: Date;
  readonly id: string;
}

/** A moment as we write it, of a year that every database knows. */
const MOMENT = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The position that a page's cursor holds. Error VALIDATION_FAILED for a cursor of another list. */
export function positionOf(page: Page): Position | null {
  if (!page.after) return null;
  const [text = '', id = '', ...rest] = page.after;
  const time = new Date(text);
  if (!MOMENT.test(text) || Number.isNaN(time.getTime()) || !isId(id) || rest.length > 0) {
    throw foreignCursor();
  }
  return { time, id };
}

/** A Relay connection of the rows that a store read for `page` (up to `first + 1` of them). */
export function toConnection<Node>(
  rows: readonly Node[],
  page: Page,
  sortKey: (node: Node) => readonly string[],
): Connection<Node> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(sortKey(node)) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
