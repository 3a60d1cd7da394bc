import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { JsonObject } from '../../src/execution/result-tree';
import type { SubgraphAnswer } from '../../src/execution/run';
import { failedPaths } from '../../src/failed-paths';
import { hash } from './dice';
import { subgraphSdl } from './sdl';
import type { World } from './world';

/** What goes wrong in a case, always at the same places: the same question gets the same answer. */
export interface Faults {
  readonly seed: number;
  /** In so many of a thousand fields. */
  readonly rate: number;
}

interface Source extends JsonObject {
  readonly __typename: string;
  readonly __identity?: string;
}

/** Ids name the type, so that an interface object can tell what it really is. */
const idOf = (source: Source): string =>
  typeof source.id === 'string' ? source.id : String(source.sku).replace(/^sku /, '');

const identityOf = (source: Source | undefined): string =>
  source ? (source.__identity ?? idOf(source)) : 'root';

/**
 * A subgraph that executes what it is asked on a schema of its own. Each value follows from the identity of
 * its object, its field and the arguments, so that every subgraph says the same of the same thing.
 */
export class FakeSubgraph {
  readonly #schema: GraphQLSchema;
  readonly #documents = new Map<string, DocumentNode>();
  /** Identity and name of each field that a mutation resolved, in order. */
  readonly mutations: string[] = [];

  constructor(
    private readonly world: World,
    readonly name: string,
  ) {
    this.#schema = buildSubgraphSchema({ typeDefs: parse(subgraphSdl(world, name)) });
  }

  async answer(named: string, variables: JsonObject, faults: Faults): Promise<SubgraphAnswer> {
    // Whoever asks the same is told the same, whatever the operation is called.
    const query = named.replace(/^(query|mutation) \w+/, '$1 Asked');
    if (this.#strikes(faults, 0.3, 'call', query)) {
      const paths = failedPaths(query, variables);
      const extensions = { code: 'SERVICE_UNAVAILABLE', service: this.name };
      return { data: null, errors: paths.map((path) => ({ message: 'Away.', path, extensions })) };
    }
    const document = this.#documents.get(query) ?? parse(query);
    this.#documents.set(query, document);
    const { data, errors } = await execute({
      schema: this.#schema,
      document,
      variableValues: variables,
      contextValue: faults,
      fieldResolver: this.#resolve,
      typeResolver: (value) => (value as Source).__typename,
    });
    const answer = JSON.parse(JSON.stringify({ data, errors })) as SubgraphAnswer;
    return faults.rate > 0 ? this.#spoilt(answer, query, variables, faults) : answer;
  }

  #strikes({ seed, rate }: Faults, weight: number, ...what: unknown[]): boolean {
    return hash(seed, this.name, ...what) % 1_000 < rate * weight;
  }

  readonly #resolve: GraphQLFieldResolver<Source | undefined, Faults> = (
    source,
    args,
    faults,
    info,
  ) => {
    const { fieldName, parentType, returnType, operation } = info;
    const identity = identityOf(source);
    if (fieldName === 'id' && source) return idOf(source);
    if (fieldName === 'sku' && source) return `sku ${idOf(source)}`;
    const root = source === undefined;
    if (root && operation.operation === 'mutation') this.mutations.push(fieldName);
    if (this.#strikes(faults, 1, identity, fieldName)) {
      const kind = hash(faults.seed, identity, fieldName, 'kind') % 5;
      const message = `No ${identity}.${fieldName}.`;
      if (kind === 0) throw new Error(message);
      if (kind === 1) throw new GraphQLError(message, { extensions: { code: 'FORBIDDEN', n: 1 } });
      if (kind === 2) {
        throw new GraphQLError(message, { extensions: { code: 'INVALID_GRAPHQL' } });
      }
      return null;
    }
    const key = `${identity}.${fieldName}(${JSON.stringify(args)})`;
    const type = this.world.types.find(({ name }) => name === parentType.name);
    const field = type?.fields.find(({ name }) => name === fieldName);
    const given = field?.requires?.map(({ name }) => [name, source?.[name] ?? 'nothing']);
    return this.#value(returnType, given ? `${key}${JSON.stringify(given)}` : key);
  };

  #value(type: GraphQLOutputType, key: string): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, key);
    const number = hash(key);
    if (isListType(type)) {
      return Array.from({ length: number % 4 }, (_, index) =>
        this.#value(type.ofType, `${key}[${index}]`),
      );
    }
    if (isEnumType(type)) return type.getValues()[number % type.getValues().length]?.name;
    if (isLeafType(type)) return leaf(type.name, number);
    if (isAbstractType(type)) {
      const members = this.#schema.getPossibleTypes(type);
      const member = members[number % members.length];
      return member && this.#object(member.name, key);
    }
    return isObjectType(type) ? this.#object(type.name, key) : null;
  }

  #object(typename: string, key: string): Source {
    const type = this.world.types.find(({ name }) => name === typename);
    if (type?.kind === 'value') return { __typename: typename, __identity: key };
    const number = hash(key);
    if (type) return { __typename: typename, id: `${typename}-${number % 4}` };
    // Here it is an object; what it really is, another subgraph knows.
    const real = this.world.types.filter(({ interfaces }) => interfaces.includes(typename));
    const name = real[number % real.length]?.name ?? typename;
    return { __typename: typename, id: `${name}-${number % 4}` };
  }

  /** What no GraphQL server would answer, but something in between might. */
  #spoilt(
    answer: SubgraphAnswer,
    query: string,
    variables: JsonObject,
    faults: Faults,
  ): SubgraphAnswer {
    const { data } = answer;
    const strikes = (weight: number, ...what: unknown[]) => this.#strikes(faults, weight, ...what);
    if (strikes(0.1, 'no data', query)) return { data: null, errors: [{ message: 'Nothing.' }] };
    const errors = [...(answer.errors ?? [])];
    const entities = data?._entities;
    if (strikes(0.3, 'an error', query)) {
      // Beyond what anybody asked: how many representations a fetch has is each executor's own affair.
      const path = Array.isArray(entities) ? ['nowhere', 1_000] : ['nowhere', 3];
      errors.push({ message: 'By the way.', path });
    }
    if (Array.isArray(entities)) {
      if (strikes(0.2, 'no list', query)) return { data: { _entities: 'none' } };
      const representations = variables.representations as unknown[];
      for (const [index, entity] of entities.entries()) {
        const key = JSON.stringify(representations[index]);
        if (strikes(0.2, 'an error of it', query, key)) {
          errors.push({ message: 'About one.', path: ['nowhere', index] });
        }
        if (strikes(0.5, 'no entity', query, key)) entities[index] = null;
        else this.#spoil(entity, `${query}${key}`, faults);
      }
    } else if (data) {
      this.#spoil(data, query, faults);
    }
    return errors.length > 0 ? { ...answer, errors } : answer;
  }

  #spoil(value: unknown, key: string, faults: Faults): void {
    if (typeof value !== 'object' || value === null) return;
    const holder = value as JsonObject;
    if (!Array.isArray(value) && this.#strikes(faults, 0.2, 'more', key)) holder.unasked = 'more';
    if (!Array.isArray(value) && this.#strikes(faults, 0.2, 'order', key)) {
      const [first] = Object.entries(holder);
      if (first && delete holder[first[0]]) holder[first[0]] = first[1];
    }
    for (const [name, inner] of Object.entries(holder)) {
      const place = `${key}.${name}`;
      if (!this.#strikes(faults, 0.3, 'spoil', place)) {
        this.#spoil(inner, place, faults);
        continue;
      }
      const kind = hash(faults.seed, place, 'kind') % 8;
      if (kind === 0 && !Array.isArray(value)) delete holder[name];
      else if (kind < 4) holder[name] = null;
      else if (name === '__typename') holder[name] = kind === 4 ? 'Nobody' : 5;
      else holder[name] = ['text', 7.5, true, {}, []][kind % 5];
    }
  }
}

function leaf(type: string, number: number): unknown {
  switch (type) {
    case 'Int':
      return (number % 2_000) - 1_000;
    case 'Float':
      return (number % 1_000) / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'JSON':
      return [{ a: number % 9, b: ['x'] }, 'json', number % 9, [1, { c: 2 }]][number % 4];
    default:
      return `${type} ${(number % 0xfffff).toString(36)} "é\\`;
  }
}
