import { isObjectOfType } from '@apollo/gateway/dist/dataRewrites';
import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge';
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, type JsonObject } from './result-tree';
import { applyRewrites } from './rewrites';

/** The JSON text of an entity's representation for a fetch; undefined when the fetch does not concern it. */
export type Represent = (entity: JsonObject) => string | undefined;

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
function representLeaves(leaves: readonly string[]): Represent {
  const parts = leaves.map((name, index) => ({
    name,
    before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
  }));
  return (entity) => {
    let text = '';
    for (const { name, before } of parts) {
      const value = entity[name];
      if (value === undefined) return undefined;
      text += before + JSON.stringify(value);
    }
    return `${text}}`;
  };
}

/** Compiles what an entity fetch sends of each entity; the way for a type is chosen once. */
export function compileRepresent(
  schema: GraphQLSchema,
  requires: Inputs,
  inputRewrites: FetchNode['inputRewrites'],
): Represent {
  const representAny: Represent = (entity) => {
    const inputs = inputsOf(schema, entity, requires);
    if (!isJsonObject(inputs) || !inputs.__typename) return undefined;
    applyRewrites(schema, inputRewrites, inputs);
    return JSON.stringify(inputs);
  };
  if (inputRewrites) return representAny;
  const byType = new Map<string, Represent>();
  return (entity) => {
    const typename = entity.__typename;
    if (typeof typename !== 'string') return representAny(entity);
    let represent = byType.get(typename);
    if (!represent) {
      const leaves = leavesFor(schema, typename, requires);
      represent = leaves ? representLeaves(leaves) : representAny;
      // A subgraph can answer any name: only those of the schema are worth remembering.
      if (schema.getType(typename)) byType.set(typename, represent);
    }
    return represent(entity);
  };
}
