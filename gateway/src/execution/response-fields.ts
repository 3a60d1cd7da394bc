import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** An operation whose answers are told. */
export interface AnsweredOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A type of which fields can be asked. */
export type TypeWithFields = GraphQLObjectType | GraphQLInterfaceType;

/** A response name with every selection of it. */
export interface ResponseField {
  readonly name: string;
  readonly node: FieldNode;
  readonly below: SelectionSetNode[];
}

/**
 * What an operation asks of each object type, for one outcome of its @skip and @include conditions; of an interface,
 * what it asks of every type that implements it.
 */
export class ResponseFields {
  constructor(
    private readonly source: Pick<AnsweredOperation, 'schema' | 'fragments'>,
    private readonly isMet: (variable: string) => boolean,
  ) {}

  /** In the order of the answer (CollectFields of the GraphQL specification). */
  of(type: TypeWithFields, below: readonly SelectionSetNode[]): ResponseField[] {
    const fields = new Map<string, ResponseField>();
    for (const { selections } of below) this.#collect(type, selections, fields);
    return [...fields.values()];
  }

  #collect(
    type: TypeWithFields,
    selections: readonly SelectionNode[],
    fields: Map<string, ResponseField>,
  ): void {
    for (const selection of selections) {
      if (!this.#included(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const field = fields.get(name) ?? { name, node: selection, below: [] };
        fields.set(name, field);
        if (selection.selectionSet) field.below.push(selection.selectionSet);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.source.fragments.get(selection.name.value)
          : selection;
      if (fragment && this.#applies(type, fragment.typeCondition)) {
        this.#collect(type, fragment.selectionSet.selections, fields);
      }
    }
  }

  #included({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true;
      const condition = given?.[0]?.value;
      const met =
        condition?.kind === Kind.VARIABLE
          ? this.isMet(condition.name.value)
          : condition?.kind === Kind.BOOLEAN && condition.value;
      return met === (name.value === 'include');
    });
  }

  #applies(type: TypeWithFields, condition: FragmentDefinitionNode['typeCondition'] | undefined) {
    if (!condition) return true;
    const { schema } = this.source;
    const conditional = typeFromAST(schema, condition);
    if (!conditional || !isCompositeType(conditional)) return false;
    return (
      conditional === type || (isAbstractType(conditional) && schema.isSubType(conditional, type))
    );
  }
}
