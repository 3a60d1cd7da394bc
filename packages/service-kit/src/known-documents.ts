import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';

/** The gateway sends the same few again and again. */
const KEPT = 1_000;

/** Parsed and validated documents by their text; beyond a thousand the longest unused go. */
export class KnownDocuments {
  readonly #known = new Map<string, DocumentNode>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The same document for the same text, or what is wrong with it. */
  get(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(query);
    if (known) {
      this.#known.delete(query);
      this.#known.set(query, known);
      return known;
    }
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
    }
    const faults = validate(this.schema, document);
    if (faults.length > 0) return faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED'));
    const [oldest = ''] = this.#known.keys();
    if (this.#known.size >= KEPT) this.#known.delete(oldest);
    this.#known.set(query, document);
    return document;
  }
}

const coded = ({ message }: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });
