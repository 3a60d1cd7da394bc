import { AppError } from './errors';

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

function decodeCursor(cursor: string): readonly string[] {
  const refuse = () =>
    new AppError('VALIDATION_FAILED', 'The cursor is not one of ours.', { field: 'after' });
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refuse();
  }
  if (!Array.isArray(key) || key.length === 0 || !key.every((part) => typeof part === 'string')) {
    throw refuse();
  }
  return key;
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
