import type { FetchNode } from '@apollo/query-planner';
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

/** What a fetch asks of entities themselves. */
export interface FetchedField {
  readonly node: FieldNode;
  /** The type that the fetch names. */
  readonly type: string;
  /** The @skip and @include that decide whether it is asked; empty for none. */
  readonly condition: string;
}

export const parsed = (operation: string): DocumentNode => parse(operation, { noLocation: true });
export const textOf = (document: DocumentNode): string => stripIgnoredCharacters(print(document));

/** The fields that the operation of an entity fetch asks of the entities. */
export function fetchedFields(document: DocumentNode): readonly FetchedField[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.flatMap((root) =>
          root.kind === Kind.FIELD && root.selectionSet
            ? [...fieldsOf(root.selectionSet, '', [])]
            : [],
        )
      : [],
  );
}

function* fieldsOf(
  { selections }: SelectionSetNode,
  type: string,
  above: readonly DirectiveNode[],
): Generator<FetchedField> {
  for (const selection of selections) {
    const conditions = [...above, ...(selection.directives ?? [])];
    if (selection.kind === Kind.FIELD) {
      yield { node: selection, type, condition: conditions.map(print).sort().join(' ') };
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const within = selection.typeCondition?.name.value ?? type;
      yield* fieldsOf(selection.selectionSet, within, conditions);
    }
  }
}

/** The fetch with no others of the entities' fields than these, and with the variables that it then uses. */
export function fetchOf(
  node: FetchNode,
  document: DocumentNode,
  fields: readonly FetchedField[],
): FetchNode {
  const kept = new Set(fields.map((field) => field.node));
  const pruned = ({ selections }: SelectionSetNode): SelectionSetNode => ({
    kind: Kind.SELECTION_SET,
    selections: selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return kept.has(selection) ? [selection] : [];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      const selectionSet = pruned(selection.selectionSet);
      return selectionSet.selections.length > 0 ? [{ ...selection, selectionSet }] : [];
    }),
  });
  const selecting = visit(document, {
    OperationDefinition: ({ selectionSet, ...operation }) => {
      const selections = selectionSet.selections.map((root) =>
        root.kind === Kind.FIELD && root.selectionSet
          ? { ...root, selectionSet: pruned(root.selectionSet) }
          : root,
      );
      return { ...operation, selectionSet: { ...selectionSet, selections } };
    },
  });
  const used = new Set<string>();
  visit(selecting, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  const operation = visit(selecting, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  const variableUsages = node.variableUsages?.filter((name) => used.has(name)) ?? [];
  return { ...node, operation: textOf(operation), variableUsages };
}
