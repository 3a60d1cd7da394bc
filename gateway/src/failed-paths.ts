import { Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql';

export type Path = readonly (string | number)[];

interface Representation {
  readonly __typename?: unknown;
}

function responseNames(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') return [];
    return [selection.alias?.value ?? selection.name.value];
  });
}

/** Fields that a fetch wanted of an entity of this type. */
function wantedOf(typename: unknown, selectionSet: SelectionSetNode): string[] {
  return selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition?.name.value === typename
      ? responseNames(selection.selectionSet.selections)
      : [],
  );
}

/**
 * The paths, within a subgraph's own answer, of everything that is missing when a whole fetch failed: its
 * root fields, or the fields of each entity that it asked for. The executor turns them into paths of the
 * client's answer, so that partial data says which of its nulls are failures.
 */
export function failedPaths(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): readonly Path[] {
  const operation = parse(query, { noLocation: true }).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const selections = operation?.selectionSet.selections ?? [];
  const entities = selections.find(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === '_entities',
  );
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) {
    return responseNames(selections).map((name) => [name]);
  }
  const { selectionSet } = entities;
  const representations = Array.isArray(variables.representations)
    ? (variables.representations as readonly Representation[])
    : [];
  return representations.flatMap((representation, index): Path[] => {
    const wanted = wantedOf(representation.__typename, selectionSet);
    if (wanted.length === 0) return [['_entities', index]];
    return [...new Set(wanted)].map((name) => ['_entities', index, name]);
  });
}
