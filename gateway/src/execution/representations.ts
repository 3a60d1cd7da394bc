import { isObjectOfType } from '@apollo/gateway/dist/dataRewrites';
import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge';
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, type JsonObject } from './result-tree';
import { applyRewrites } from './rewrites';

/** JSON text that a fetch sends, and the objects of the result that it stands for. */
export interface Representation {
  readonly text: string;
  readonly owners: readonly JsonObject[];
}

/** Each representation of these objects once; objects that the fetch does not concern have none. */
export type Represent = (entities: readonly JsonObject[]) => Representation[];

type Inputs = readonly QueryPlanSelectionNode[];

/** What a fetch needs of an object; undefined when some of it is missing, because fetching it failed. */
function inputsOf(schema: GraphQLSchema, source: unknown, inputs: Inputs): JsonObject | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  const result: JsonObject = {};
  for (const input of inputs) {
    if (input.kind === 'Field') {
      const name = input.alias ?? input.name;
      const value = (source as JsonObject)[name];
      if (value === undefined) return undefined;
      result[name] = input.selections ? nestedInputs(schema, value, input.selections) : value;
    } else if (
      input.typeCondition &&
      isObjectOfType(schema, source as JsonObject, input.typeCondition)
    ) {
      deepMerge(result, inputsOf(schema, source, input.selections));
    }
  }
  return result;
}

function nestedInputs(schema: GraphQLSchema, value: unknown, inputs: Inputs): unknown {
  if (!Array.isArray(value)) return inputsOf(schema, value, inputs) ?? null;
  return value.map((element) => inputsOf(schema, element, inputs) ?? null);
}

/** Names of the leaves that a type needs, when leaves of one fragment are all that it needs. */
function leavesFor(
  schema: GraphQLSchema,
  typename: string,
  inputs: Inputs,
): readonly string[] | undefined {
  const fitting = inputs.filter(
    (input) =>
      input.kind === 'Field' ||
      (input.typeCondition &&
        isObjectOfType(schema, { __typename: typename }, input.typeCondition)),
  );
  const [only] = fitting;
  if (fitting.length !== 1 || only?.kind !== 'InlineFragment') return undefined;
  const names = only.selections.map((selection) =>
    selection.kind === 'Field' && !selection.selections && !selection.alias
      ? selection.name
      : undefined,
  );
  const leaves = names.filter((name) => name !== undefined);
  return leaves.length === names.length && leaves.includes('__typename') ? leaves : undefined;
}

/** Text straight from the leaves: `{"__typename":"User","id":"1"}`. */
function textOfLeaves(entity: JsonObject, leaves: readonly string[]): string | undefined {
  let text = '{';
  for (const name of leaves) {
    const value = entity[name];
    if (value === undefined) return undefined;
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return `${text}}`;
}

interface Group extends Representation {
  readonly owners: JsonObject[];
}

/** What of a type is sent where leaves are all of it. */
interface Leaves {
  readonly names: readonly string[];
  /** One that tells most of its entities apart. */
  readonly telling: string;
}

const leavesOf = (names: readonly string[]): Leaves => ({
  names,
  telling: names.find((name) => name !== '__typename') ?? '__typename',
});

/** Compiles what an entity fetch sends of the objects that it concerns; the way for a type is chosen once. */
export function compileRepresent(
  schema: GraphQLSchema,
  requires: Inputs,
  inputRewrites: FetchNode['inputRewrites'],
): Represent {
  const textOfAny = (entity: JsonObject): string | undefined => {
    const inputs = inputsOf(schema, entity, requires);
    if (!isJsonObject(inputs) || !inputs.__typename) return undefined;
    applyRewrites(schema, inputRewrites, inputs);
    return JSON.stringify(inputs);
  };
  const byType = new Map<unknown, Leaves | null>();
  const leavesOfType = (typename: unknown): Leaves | null => {
    const known = byType.get(typename);
    if (known !== undefined) return known;
    if (typeof typename !== 'string' || inputRewrites) return null;
    const names = leavesFor(schema, typename, requires);
    const leaves = names ? leavesOf(names) : null;
    // A subgraph can answer any name: only those of the schema are worth remembering.
    if (schema.getType(typename)) byType.set(typename, leaves);
    return leaves;
  };
  return (entities) => {
    const byText = new Map<string, Group>();
    // Most objects stand for an entity that another one stands for as well: no text has to be made of them.
    const byLeaf = new Map<unknown, Group>();
    for (const entity of entities) {
      const leaves = leavesOfType(entity.__typename);
      const alike = leaves ? byLeaf.get(entity[leaves.telling]) : undefined;
      if (leaves && alike?.owners[0] && sameLeaves(alike.owners[0], entity, leaves.names)) {
        alike.owners.push(entity);
        continue;
      }
      const text = leaves ? textOfLeaves(entity, leaves.names) : textOfAny(entity);
      if (text === undefined) continue;
      const known = byText.get(text);
      if (known) {
        known.owners.push(entity);
        continue;
      }
      const group = { text, owners: [entity] };
      byText.set(text, group);
      if (leaves) byLeaf.set(entity[leaves.telling], group);
    }
    return [...byText.values()];
  };
}

/** False also of what may be the same: objects are not looked into. */
function sameLeaves(one: JsonObject, other: JsonObject, names: readonly string[]): boolean {
  for (const name of names) if (one[name] !== other[name]) return false;
  return true;
}
