import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, GraphQLError } from 'graphql';
import { AppError } from './errors';
import { formatGraphqlError } from './graphql-errors';
import { GRAPHQL_PATH, serveOperations } from './operation-route';
import type { RequestContext } from './viewer';

const VIEWER = { id: 'ada', role: 'USER', sessionId: 's' } as const;

const FIELDS: Readonly<Record<string, (args: never, context: RequestContext) => unknown>> = {
  whoami: (_, { viewer }) => viewer?.id,
  double: ({ of }: { of: number }) => 2 * of,
  absent: () => {
    throw new AppError('NOT_FOUND', 'There is no such thing.', { id: 'x' });
  },
  broken: () => {
    throw new Error('the password of the database is 1234');
  },
  odd: () => {
    throw new GraphQLError('nobody says what this is');
  },
  hollow: () => null,
};

describe('serveOperations', () => {
  let app: FastifyInstance;
  const reported: unknown[] = [];
  beforeAll(async () => {
    const schema = buildSchema(`
      type Query { whoami: String double(of: Int!): Int absent: Int broken: Int odd: Int hollow: Int! }
      type Mutation { double(of: Int!): Int }
      type Subscription { ticks: Int }`);
    for (const type of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.values(type?.getFields() ?? {})) {
        field.resolve = (_source, args, context) => FIELDS[field.name]?.(args as never, context);
      }
    }
    app = Fastify();
    serveOperations(app, {
      schema,
      contextOf: ({ headers }) => {
        if (!headers.authorization) throw new AppError('UNAUTHENTICATED', 'Who are you?');
        return { viewer: VIEWER } as RequestContext;
      },
      formatError: (formatted, error) =>
        formatGraphqlError(formatted, error, (_kind, fault) => reported.push(fault)),
    });
    await app.ready();
  });
  afterAll(() => app.close());

  async function post(body: unknown, headers: Record<string, string> = { authorization: 'yes' }) {
    const answer = await app.inject({
      method: 'POST',
      url: GRAPHQL_PATH,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    return { status: answer.statusCode, body: answer.json() };
  }
  async function refusalOf(body: unknown) {
    const answer = await post(body);
    expect(answer.body).not.toHaveProperty('data');
    return [answer.status, answer.body.errors[0].extensions.code];
  }

  it('answers queries and mutations with variables, by name, for whoever asks', async () => {
    const query = 'query A { whoami } query B($n: Int!) { double(of: $n) }';
    const variables = { n: 4 };
    expect(await post({ query, operationName: 'A' })).toEqual({
      status: 200,
      body: { data: { whoami: 'ada' } },
    });
    expect(await post({ query, operationName: 'B', variables })).toEqual({
      status: 200,
      body: { data: { double: 8 } },
    });
    expect((await post({ query: 'mutation { double(of: 3) }', variables: null })).body).toEqual({
      data: { double: 6 },
    });
  });

  it('tells an error of the catalogue beside the data, at its place', async () => {
    expect(await post({ query: '{ whoami absent }' })).toEqual({
      status: 200,
      body: {
        errors: [
          {
            message: 'There is no such thing.',
            locations: [{ line: 1, column: 10 }],
            path: ['absent'],
            extensions: { code: 'NOT_FOUND', id: 'x' },
          },
        ],
        data: { whoami: 'ada', absent: null },
      },
    });
  });

  it.each(['broken', 'odd', 'hollow'])(
    'hides what went wrong in %s, and reports it',
    async (field) => {
      reported.length = 0;
      const { status, body } = await post({ query: `{ ${field} }` });
      expect(status).toBe(200);
      expect(body.data).toEqual(field === 'hollow' ? null : { [field]: null });
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].extensions).toEqual({ code: 'INTERNAL' });
      expect(JSON.stringify(body)).not.toMatch(/1234|nobody/);
      expect(reported).toHaveLength(1);
    },
  );

  it.each([
    ['a text that is no document', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'variables that do not fit',
      { query: 'query($n: Int!) { double(of: $n) }', variables: { n: 'x' } },
      'BAD_USER_INPUT',
    ],
    [
      'an operation that is not there',
      { query: '{ whoami }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'one of several without its name',
      { query: 'query A { whoami } query B { whoami }' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a subscription', { query: 'subscription { ticks }' }, 'BAD_REQUEST'],
    ['no query', { variables: {} }, 'BAD_REQUEST'],
    ['a list', [{ query: '{ whoami }' }], 'BAD_REQUEST'],
    ['variables in a list', { query: '{ whoami }', variables: [1] }, 'BAD_REQUEST'],
    ['a name that is none', { query: '{ whoami }', operationName: 1 }, 'BAD_REQUEST'],
    ['nothing', null, 'BAD_REQUEST'],
  ])('refuses %s', async (_, body, code) => {
    expect(await refusalOf(body)).toEqual([400, code]);
    expect(await refusalOf(body)).toEqual([400, code]);
  });

  it('refuses whoever is not let in, whatever they send', async () => {
    for (const body of [{ query: '{ whoami }' }, null]) {
      expect(await post(body, {})).toEqual({
        status: 401,
        body: { errors: [{ message: 'Who are you?', extensions: { code: 'UNAUTHENTICATED' } }] },
      });
    }
  });

  it('goes on while more documents come than are kept', async () => {
    for (let nth = 0; nth < 12; nth += 1) {
      const query = `{ double(of: ${nth}) } #${'x'.repeat(30_000)}`;
      expect((await post({ query })).body).toEqual({ data: { double: 2 * nth } });
    }
  });
});
