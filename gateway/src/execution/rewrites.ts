import { isObjectOfType } from '@apollo/gateway/dist/dataRewrites';
import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isJsonObject, type JsonObject } from './result-tree';

const TYPE_CONDITION = '... on ';

/**
 * Rewrites what goes to a subgraph or comes from it, as plans ask for. The stock gateway does not rename what is
 * 0, false, empty or null, and so loses it.
 */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
): void {
  for (const rewrite of rewrites ?? []) {
    const name = rewrite.path.at(-1);
    if (name === undefined) continue;
    for (const object of objectsAt(schema, rewrite.path.slice(0, -1), value)) {
      if (rewrite.kind === 'ValueSetter') {
        object[name] = rewrite.setValueTo;
      } else if (Object.hasOwn(object, name) && object[name] !== undefined) {
        object[rewrite.renameKeyTo] = object[name];
        object[name] = undefined;
      }
    }
  }
}

function* objectsAt(
  schema: GraphQLSchema,
  path: readonly string[],
  value: unknown,
): Generator<JsonObject> {
  if (Array.isArray(value)) {
    for (const element of value) yield* objectsAt(schema, path, element);
    return;
  }
  if (!isJsonObject(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) {
    yield value;
  } else if (!step.startsWith(TYPE_CONDITION)) {
    if (Object.hasOwn(value, step)) yield* objectsAt(schema, rest, value[step]);
  } else if (isObjectOfType(schema, value, step.slice(TYPE_CONDITION.length), true)) {
    yield* objectsAt(schema, rest, value);
  }
}
