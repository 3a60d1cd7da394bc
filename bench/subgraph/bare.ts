// The least that serves a subgraph: Fastify and graphql-js, which parses and checks each text once.
import { buildSubgraphSchema } from '@apollo/subgraph';
import Fastify from 'fastify';
import { type DocumentNode, execute, parse, validate } from 'graphql';
import { PRODUCTS, type Product, SDL } from './products.ts';

const schema = buildSubgraphSchema({
  typeDefs: parse(SDL),
  resolvers: {
    Query: { product: (_: unknown, { id }: { id: string }) => PRODUCTS.get(id) },
    Product: { __resolveReference: ({ id }: Pick<Product, 'id'>) => PRODUCTS.get(id) },
  },
});

interface Body {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

const documents = new Map<string, DocumentNode>();
function documentOf(query: string): DocumentNode {
  let document = documents.get(query);
  if (!document) {
    document = parse(query);
    const [fault] = validate(schema, document);
    if (fault) throw fault;
    documents.set(query, document);
  }
  return document;
}

const app = Fastify();
app.post<{ Body: Body }>('/graphql', async ({ body: { query, variables = {} } }) =>
  execute({ schema, document: documentOf(query), variableValues: variables }),
);
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
