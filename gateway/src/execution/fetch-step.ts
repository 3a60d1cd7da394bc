import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Merge } from './merging';
import { collectAt, isJsonObject, type Place } from './result-tree';
import { applyRewrites } from './rewrites';
import type { Run, Step, SubgraphOperation, Variables } from './run';
import { subgraphError } from './subgraph-errors';

export interface FetchStepOptions {
  readonly node: FetchNode;
  /** Where in the result the objects stand that this fetch adds to. */
  readonly place: Place;
  readonly merge: Merge;
  readonly supergraphSchema: GraphQLSchema;
}

export function subgraphOperation(node: FetchNode): SubgraphOperation {
  const named = node.operationName ? `,"operationName":${JSON.stringify(node.operationName)}` : '';
  return {
    subgraph: node.serviceName,
    kind: node.operationKind,
    query: node.operation,
    name: node.operationName,
    head: `{"query":${JSON.stringify(node.operation)}${named},"variables":`,
  };
}

/** JSON text of the client's variables that a fetch uses, without the closing brace. */
export function variablesText(names: readonly string[] | undefined, variables: Variables): string {
  let text = '{';
  for (const name of names ?? []) {
    if (!Object.hasOwn(variables, name) || variables[name] === undefined) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(variables[name])}`;
  }
  return text;
}

/** What goes wrong within a fetch is an error of the answer; everything else of it goes on. */
export async function guarded(run: Run, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    run.errors.push(error as GraphQLError);
  }
}

/** Compiles a fetch of root fields, or of fields that hang on objects without a key. */
export function compileRootFetch(options: FetchStepOptions): Step {
  const { node, place, merge, supergraphSchema } = options;
  const { path } = place;
  const operation = subgraphOperation(node);
  const placed = (error: GraphQLFormattedError): GraphQLError =>
    subgraphError(error, node.serviceName, error.path && [...path, ...error.path]);
  return (run) => {
    const targets = collectAt(run.data, place);
    if (targets.length === 0) return undefined;
    return guarded(run, async () => {
      const variables = `${variablesText(node.variableUsages, run.variables)}}`;
      const answer = await run.send(operation, variables);
      if (path.length === 0) run.atRoot = answer;
      const { data, errors } = answer;
      if (errors) run.errors.push(...errors.map(placed));
      if (!isJsonObject(data)) return;
      applyRewrites(supergraphSchema, node.outputRewrites, data);
      for (const target of targets) merge(target, data, targets.length > 1);
    });
  };
}
