import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { CachePolicy } from '../caching/cache-policy';
import { EntityCall, EntityCalls, type EntityPlace } from './entity-calls';
import { type FetchStepOptions, guarded, subgraphOperation, variablesText } from './fetch-step';
import { compileRepresent, type Representation } from './representations';
import { collectAt, isJsonObject, type JsonObject, placesAt } from './result-tree';
import { applyRewrites } from './rewrites';
import type { Run, Step, SubgraphOperation } from './run';
import { subgraphError } from './subgraph-errors';

export interface EntityFetchOptions extends FetchStepOptions {
  readonly requires: NonNullable<FetchNode['requires']>;
  /** The same for all fetches of the plan that ask the same; undefined when there is no other. */
  readonly sharedBy: object | undefined;
  /** The same for all fetches of the plan that find the same representations; undefined where they are made anew. */
  readonly inputs: object | undefined;
  /** How long what the fetch tells of an entity may be kept. */
  readonly keeps: CachePolicy | undefined;
}

/** A representation that is asked for, and the objects of the result that it stands for. */
interface Wanted extends EntityPlace {
  readonly owners: readonly JsonObject[];
}

/** The entities of an answer, as many as were asked for; null when there is no data. */
function entitiesOf(data: JsonObject | null | undefined, count: number): readonly unknown[] | null {
  if (!data) return null;
  const entities: unknown = data._entities;
  if (!Array.isArray(entities)) {
    throw new GraphQLError('Expected "data._entities" in response to be an array');
  }
  if (entities.length !== count) {
    throw new GraphQLError(`Expected "data._entities" to contain ${count} elements`);
  }
  return entities;
}

/** Compiles a fetch of entities by their representations. */
export function compileEntityFetch(options: EntityFetchOptions): Step {
  const { node, place, merge, supergraphSchema, requires, sharedBy, inputs, keeps } = options;
  const { path } = place;
  const operation = { ...subgraphOperation(node), keeps };
  const represent = compileRepresent(supergraphSchema, requires, node.inputRewrites);
  const representations = (run: Run): readonly Representation[] => {
    const known = inputs && run.represented.get(inputs);
    if (known) return known;
    const found = represent(collectAt(run.data, place));
    if (inputs) run.represented.set(inputs, found);
    return found;
  };
  const takesRepresentations = node.variableUsages?.includes('representations') ?? false;

  const report = (
    errors: readonly GraphQLFormattedError[],
    run: Run,
    call: EntityCall,
    wanted: readonly Wanted[],
  ): void => {
    const places = placesAt(run.data, path);
    for (const error of errors) {
      const index = error.path?.[1];
      if (typeof index !== 'number') {
        const place = error.path && [...path, ...error.path];
        run.errors.push(subgraphError(error, node.serviceName, place));
        continue;
      }
      const rest = error.path?.slice(2) ?? [];
      const concerned = wanted.find((one) => one.call === call && one.index === index);
      // Another fetch asked for that one too, and tells what it concerns there.
      if (!concerned && index < call.texts.length) continue;
      const found = (concerned?.owners ?? []).flatMap((owner) => places.get(owner) ?? []);
      for (const place of found.length > 0 ? found : [[]]) {
        run.errors.push(subgraphError(error, node.serviceName, [...place, ...rest]));
      }
    }
  };

  const accept = (entity: JsonObject, owners: readonly JsonObject[]): void => {
    // A type that is null says nothing against the one that the entity was asked by.
    if (!entity.__typename && (node.outputRewrites || '__typename' in entity)) {
      entity.__typename = owners[0]?.__typename;
    }
    applyRewrites(supergraphSchema, node.outputRewrites, entity);
    const copied = sharedBy !== undefined || owners.length > 1;
    for (const owner of owners) merge(owner, entity, copied);
  };

  const receive = async (run: Run, call: EntityCall, wanted: readonly Wanted[]): Promise<void> => {
    const { data, errors } = await call.answer;
    if (errors && errors.length > 0) report(errors, run, call, wanted);
    const entities = entitiesOf(data, call.texts.length);
    if (!entities) return;
    for (const { call: asked, index, owners } of wanted) {
      const entity = entities[index];
      if (asked === call && isJsonObject(entity)) accept(entity, owners);
    }
  };

  return (run) => {
    const represented = representations(run);
    if (represented.length === 0) return undefined;
    const given = variablesText(node.variableUsages, run.variables);
    if (takesRepresentations && given.includes('"representations":')) {
      return guarded(run, async () => {
        throw new GraphQLError('Variables cannot contain key "representations"');
      });
    }
    if (sharedBy) {
      const calls = callsOf(run, sharedBy, operation, given);
      const wanted = represented.map(({ text, owners }): Wanted => {
        const { call, index } = calls.place(text, run);
        return { call, index, owners };
      });
      const distinct = [...new Set(wanted.map(({ call }) => call))];
      const receiving = distinct.map((call) => guarded(run, () => receive(run, call, wanted)));
      return Promise.all(receiving).then(() => undefined);
    }
    const call = new EntityCall(operation, given);
    const wanted = represented.map(({ text, owners }): Wanted => {
      return { call, index: call.texts.push(text) - 1, owners };
    });
    call.send(run);
    return guarded(run, () => receive(run, call, wanted));
  };
}

function callsOf(
  run: Run,
  sharedBy: object,
  operation: SubgraphOperation,
  given: string,
): EntityCalls {
  const known = run.shared.get(sharedBy);
  if (known) return known;
  const calls = new EntityCalls(operation, given);
  run.shared.set(sharedBy, calls);
  return calls;
}
