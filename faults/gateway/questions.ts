import { type LoadClient, query, type Tokens } from '../load.ts';
import type { SubgraphName } from './gateway-bed.ts';

/** A question for each subgraph that costs it next to nothing. */
const FIELDS: Readonly<Record<SubgraphName, string>> = {
  accounts: 'me { id email }',
  auth: 'validateToken { valid }',
  finops: 'import(id: "absent") { id }',
  assistant: 'conversation(id: "absent") { id }',
};

export const questionFor = (...subgraphs: readonly SubgraphName[]): string =>
  `{ ${subgraphs.map((name) => FIELDS[name]).join(' ')} }`;

/** Asks these subgraphs in one operation, again and again. */
export function asking(
  url: string,
  { accessToken }: Tokens,
  ...subgraphs: readonly SubgraphName[]
): LoadClient {
  const text = questionFor(...subgraphs);
  const complete = (data: Readonly<Record<string, unknown>>): boolean =>
    !subgraphs.includes('accounts') || data.me !== null;
  return { kind: 'read', once: () => query(url, text, accessToken, complete) };
}
