import {
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments';

/** What a fetch may answer: response names, with what is under each; null under a leaf. */
export type SelectionTree = ReadonlyMap<string, SelectionTree | null>;

type MutableTree = Map<string, MutableTree | null>;

/** The selections of an operation for a subgraph, over all types that its fragments name. */
export function selectionTreeOf(operation: string): SelectionTree {
  const document = parse(operation, { noLocation: true });
  const root = getOperationAST(document);
  const tree: MutableTree = new Map();
  if (root) collect(root.selectionSet, tree, fragmentsOf(document));
  return tree;
}

function collect(
  { selections }: SelectionSetNode,
  tree: MutableTree,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, tree, fragments);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      if (fragment) collect(fragment.selectionSet, tree, fragments);
    } else {
      const name = selection.alias?.value ?? selection.name.value;
      const below = tree.get(name) ?? (selection.selectionSet ? new Map() : null);
      tree.set(name, below);
      if (selection.selectionSet && below) collect(selection.selectionSet, below, fragments);
    }
  }
}

/** Every place that an answer with these selections can fill, under a prefix; lists do not show. */
export function* placesOf(tree: SelectionTree, prefix = ''): Generator<string> {
  for (const [name, below] of tree) {
    const place = `${prefix}.${name}`;
    yield place;
    if (below) yield* placesOf(below, place);
  }
}
