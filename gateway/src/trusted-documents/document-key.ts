import { createHash } from 'node:crypto';
import { type DefinitionNode, type DocumentNode, Kind, print, visit } from 'graphql';

/**
 * What makes two documents the same to us: SHA-256 of the document without what clients add or take away
 * on the way: `__typename`, the directive `@unmask` of Apollo Client, the order of definitions, layout.
 */
export function documentKey(document: DocumentNode): string {
  const plain = visit(document, {
    Field: (node) => (node.name.value === '__typename' && !node.alias ? null : undefined),
    Directive: (node) => (node.name.value === 'unmask' ? null : undefined),
  });
  const texts = plain.definitions.map(
    (definition) => `${nameOf(definition)}\n${print(definition)}`,
  );
  return createHash('sha256').update(texts.sort().join('\n')).digest('hex');
}

function nameOf(definition: DefinitionNode): string {
  if (definition.kind === Kind.OPERATION_DEFINITION) return `1${definition.name?.value ?? ''}`;
  return definition.kind === Kind.FRAGMENT_DEFINITION ? `2${definition.name.value}` : '3';
}
