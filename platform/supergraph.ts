import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { concatAST, parse, print } from 'graphql';

/** The subgraphs of the supergraph, with the routing URL that is checked in (the gateway overrides it). */
export const SUBGRAPHS = {
  accounts: 'http://localhost:3002/graphql',
  auth: 'http://localhost:3001/graphql',
  finops: 'http://localhost:3000/graphql',
  assistant: 'http://localhost:3004/graphql',
} as const;

/** The SDL of a subgraph: its `schema.graphql` first, then its feature files in the order of their paths. */
export async function subgraphSdl(root: string, name: string): Promise<string> {
  const source = join(root, 'subgraphs', name, 'src');
  const files = (await readdir(source, { recursive: true }))
    .filter((file) => file.endsWith('.graphql'))
    .sort(
      (a, b) => Number(b === 'schema.graphql') - Number(a === 'schema.graphql') || (a < b ? -1 : 1),
    );
  const documents = await Promise.all(
    files.map(async (file) => parse(await readFile(join(source, file), 'utf8'))),
  );
  return `${print(concatAST(documents))}\n`;
}

/** Composes the subgraphs; throws with every composition error. */
export function compose(subgraphs: Readonly<Record<string, string>>) {
  const result = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      typeDefs: parse(sdl),
      url: SUBGRAPHS[name as keyof typeof SUBGRAPHS],
    })),
  );
  if (result.errors) {
    throw new Error(
      `The subgraphs do not compose:\n${result.errors.map((e) => e.message).join('\n')}`,
    );
  }
  return result;
}

/** All subgraphs' SDL by name. */
export async function allSubgraphSdl(root: string): Promise<Record<string, string>> {
  const names = Object.keys(SUBGRAPHS);
  const sdl = await Promise.all(names.map((name) => subgraphSdl(root, name)));
  return Object.fromEntries(names.map((name, i) => [name, sdl[i] ?? '']));
}
