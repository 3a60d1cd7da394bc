import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  print,
} from 'graphql';
import { isJsonObject, type JsonObject } from '../execution/result-tree';
import { type SelectionTree, selectionTreeOf } from '../execution/selection-tree';
import type { ShapedResult } from '../execution/stock-shaper';
import type { Names } from './shadowing-names';

/** From the answer to what was planned to the answer to what was asked. */
export type Restore = (result: ShapedResult) => ShapedResult;

/** Undefined where the names in answers are those that were asked for. */
export function restoring(
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
  /** Of fields that were planned under others, by those. */
  names: Names,
  /** Of fields that nobody asked for, but subgraphs may tell errors of. */
  calls: Names,
): Restore | undefined {
  if (names.size === 0 && calls.size === 0) return undefined;
  const places = new Map([...names, ...calls]);
  const placed = (errors: readonly GraphQLError[]) =>
    errors.map((error) => restoredError(error, places));
  const ours = definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  const tree = names.size > 0 && selectionTreeOf(print({ kind: Kind.DOCUMENT, definitions: ours }));
  return ({ data, errors, extensions }) => ({
    ...(errors ? { errors: placed(errors) } : {}),
    ...(extensions ? { extensions: { valueCompletion: placed(extensions.valueCompletion) } } : {}),
    ...(data === undefined ? {} : { data: tree ? restored(data, tree, names) : data }),
  });
}

function restoredError(error: GraphQLError, names: Names): GraphQLError {
  const { message, path, extensions, originalError } = error;
  if (!path?.some((step) => names.has(String(step)))) return error;
  const asked = path.map((step) => names.get(String(step)) ?? step);
  return new GraphQLError(message, {
    path: asked,
    extensions,
    originalError: originalError ?? null,
  });
}

function restored<Value>(value: Value, tree: SelectionTree, names: Names): Value;
function restored(value: unknown, tree: SelectionTree, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => restored(item, tree, names));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, given]) => {
    const below = tree.get(name);
    return [names.get(name) ?? name, below ? restored(given, below, names) : given] as const;
  });
  return Object.fromEntries(entries) as JsonObject;
}
