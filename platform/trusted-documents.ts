import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

/** Where the web app and the SDK keep what they ask. */
const SOURCES = ['web/src/**/*.graphql', 'packages/sdk/src/**/*.graphql'];

interface TrustedOperation {
  /** SHA-256 of the body, hex. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

function fragmentNames(definition: DefinitionNode): string[] {
  const names: string[] = [];
  visit(definition, { FragmentSpread: ({ name }) => void names.push(name.value) });
  return names;
}

/** The operation with every fragment that it reaches, as a client sends it. */
function bodyOf(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const reached = new Set<FragmentDefinitionNode>();
  const queue = fragmentNames(operation);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const fragment = fragments.get(name);
    if (!fragment) throw new Error(`There is no fragment ${name}.`);
    if (reached.has(fragment)) continue;
    reached.add(fragment);
    queue.push(...fragmentNames(fragment));
  }
  return [operation, ...reached].map(print).join('\n\n');
}

/** The operations of one client: fragments are shared within it, not between clients. */
async function operationsOf(root: string, glob: string): Promise<TrustedOperation[]> {
  const files = globSync(glob, { cwd: root }).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const definitions = texts.flatMap((text) => parse(text, { noLocation: true }).definitions);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  return definitions.flatMap((definition): TrustedOperation[] => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const body = bodyOf(definition, fragments);
    const id = createHash('sha256').update(body).digest('hex');
    return [{ id, name: definition.name?.value ?? '', type: definition.operation, body }];
  });
}

/** Everything that our own clients ask, in the format of Apollo's persisted query manifests. */
export async function trustedDocuments(root: string): Promise<string> {
  const all = (await Promise.all(SOURCES.map((glob) => operationsOf(root, glob)))).flat();
  const operations = [...new Map(all.map((operation) => [operation.id, operation])).values()];
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
