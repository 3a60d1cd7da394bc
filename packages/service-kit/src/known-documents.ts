import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { BoundedMap } from './bounded-map';
import { codedError } from './graphql-errors';

/** Characters of all texts together: document and compiled code of each take 300 bytes and more. */
const KEPT = 100_000;

/** Parsed and validated documents by their text, for the gateway sends the same again and again. */
export class KnownDocuments {
  readonly #known = new BoundedMap<string, DocumentNode>(KEPT);

  constructor(private readonly schema: GraphQLSchema) {}

  /** The same document for the same text, or what is wrong with it. */
  get(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(query);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return [codedError('GRAPHQL_PARSE_FAILED', (error as GraphQLError).message)];
    }
    const faults = validate(this.schema, document);
    if (faults.length > 0) {
      return faults.map(({ message }) => codedError('GRAPHQL_VALIDATION_FAILED', message));
    }
    this.#known.set(query, document, query.length);
    return document;
  }
}
