/** A page of a connection as the operations select it. */
export interface PageOf<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * Every node of a connection, page by page as it is read:
 * `for await (const bill of nodes((after) => imports(client, { after }).then((r) => r.imports))) …`
 */
export async function* nodes<Node>(
  page: (after: string | null) => Promise<PageOf<Node>>,
): AsyncGenerator<Node, void, undefined> {
  let after: string | null = null;
  do {
    const current: PageOf<Node> = await page(after);
    yield* current.nodes;
    after = current.pageInfo.hasNextPage ? current.pageInfo.endCursor : null;
  } while (after !== null);
}
