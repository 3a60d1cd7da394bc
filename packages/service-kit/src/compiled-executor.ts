import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isScalarType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

type Variables = Readonly<Record<string, unknown>>;
type Query = CompiledQuery['query'];

/**
 * Executes queries by a function compiled for each. A list of thousands of rows is completed by straight
 * code, where graphql-js looks at every field of every row as if it had never seen one like it.
 */
export class CompiledExecutor {
  /** Whoever asks gives the same document again for the same text, and drops it when they keep too many. */
  readonly #compiled = new WeakMap<DocumentNode, Map<string, Query | null>>();

  constructor(private readonly schema: GraphQLSchema) {}

  async execute(
    document: DocumentNode,
    operationName: string | null,
    context: unknown,
    variables: Variables,
  ): Promise<ExecutionResult> {
    const query = this.#queryOf(document, operationName);
    const coerced = query && this.#coerced(document, operationName, variables);
    if (coerced) {
      const result = await query(undefined, context, coerced);
      return result.errors ? { ...result, errors: result.errors.map(plainError) } : result;
    }
    return execute({
      schema: this.schema,
      document,
      operationName,
      contextValue: context,
      variableValues: variables,
    });
  }

  /** Null for what cannot be compiled. */
  #queryOf(document: DocumentNode, operationName: string | null): Query | null {
    const known = this.#compiled.get(document) ?? new Map<string, Query | null>();
    this.#compiled.set(document, known);
    const name = operationName ?? '';
    let query = known.get(name);
    if (query === undefined) {
      query = this.#compile(document, name);
      known.set(name, query);
    }
    return query;
  }

  #compile(document: DocumentNode, operationName: string): Query | null {
    // After a mutation that fails graphql-jit runs those that follow, also where no answer could tell of them.
    const operation = getOperationAST(document, operationName || undefined)?.operation;
    if (operation !== OperationTypeNode.QUERY) return null;
    // graphql-jit takes what a scalar makes of a literal for the same each time.
    if (hasVariablesInScalars(this.schema, document)) return null;
    // Written into code as a key, this name is no key.
    if (answersAs('__proto__', document)) return null;
    const options = { disablingCapturingStackErrors: true };
    const compiled = compileQuery(this.schema, document, operationName, options);
    return isCompiledQuery(compiled) ? compiled.query : null;
  }

  /**
   * By graphql-js: graphql-jit forgets the defaults of required input fields, and says something else of
   * variables that do not fit (here: undefined). It coerces what it gets once more, which our scalars bear.
   */
  #coerced(
    document: DocumentNode,
    operationName: string | null,
    variables: Variables,
  ): Variables | undefined {
    const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
    return getVariableValues(this.schema, definitions, variables).coerced;
  }
}

function answersAs(name: string, document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ alias }) {
      found ||= alias?.value === name;
    },
  });
  return found;
}

/** True when a list or an object that is the literal of a scalar has variables in it. */
function hasVariablesInScalars(schema: GraphQLSchema, document: DocumentNode): boolean {
  const info = new TypeInfo(schema);
  let depth = 0;
  let found = false;
  const literal = {
    enter({ kind }: { readonly kind: Kind }) {
      // Within a list the type is that of its items already.
      const type = kind === Kind.LIST ? info.getParentInputType() : info.getInputType();
      if (depth > 0 || isScalarType(getNullableType(type))) depth += 1;
    },
    leave() {
      if (depth > 0) depth -= 1;
    },
  };
  const visitor = {
    [Kind.LIST]: literal,
    [Kind.OBJECT]: literal,
    [Kind.VARIABLE]() {
      if (depth > 0) found = true;
    },
  };
  visit(document, visitWithTypeInfo(info, visitor));
  return found;
}

/** graphql-jit's errors lack what graphql-js's have; formatting and masking know only the latter. */
function plainError({ message, locations, path, originalError }: GraphQLError): GraphQLError {
  // Positions of an executable document are of no use without its nodes, so they are kept as they were said.
  const error = new GraphQLError(message, { path, originalError });
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
