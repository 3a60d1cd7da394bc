import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { ResponseFields, TypeWithFields } from '../execution/response-fields';
import type { JsonObject } from '../execution/result-tree';

/** What is left to be read of a value, for the variables of one request; worked out once for each type of object. */
export class AllowedFields {
  readonly #byType = new Map<TypeWithFields, ReadonlyMap<string, AllowedFields>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fields: ResponseFields,
    private readonly type: GraphQLNamedType | undefined,
    private readonly below: readonly SelectionSetNode[],
  ) {}

  /**
   * Makes null of everything else in what came from the subgraphs: keys are there although nobody may have asked
   * for them.
   */
  keepIn(value: unknown): void {
    if (!isCompositeType(this.type) || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.keepIn(item);
      return;
    }
    const object = value as JsonObject;
    const allowed = this.#of(objectTypeOf(this.schema, object) ?? this.type);
    for (const name of Object.keys(object)) {
      const below = allowed.get(name);
      if (below) below.keepIn(object[name]);
      else if (name !== '__typename') object[name] = null;
    }
  }

  /**
   * By their names in answers. Of an object that does not say its type, as one of a subgraph that knows its interface
   * as an object, only what is asked of the whole interface.
   */
  #of(type: GraphQLNamedType): ReadonlyMap<string, AllowedFields> {
    if (!isObjectType(type) && !isInterfaceType(type)) return new Map();
    let allowed = this.#byType.get(type);
    if (!allowed) {
      allowed = new Map(
        this.fields.of(type, this.below).map(({ name, node, below }) => {
          const field = type.getFields()[node.name.value];
          const named = field && getNamedType(field.type);
          return [name, new AllowedFields(this.schema, this.fields, named, below)];
        }),
      );
      this.#byType.set(type, allowed);
    }
    return allowed;
  }
}

/** The type that an object says it is of. An interface's name comes from a subgraph that knows it as an object. */
export function objectTypeOf(
  schema: GraphQLSchema,
  { __typename }: JsonObject,
): GraphQLObjectType | undefined {
  const type = typeof __typename === 'string' ? schema.getType(__typename) : undefined;
  return isObjectType(type) ? type : undefined;
}
