import { ask, type TestPlatform } from '../../test/platform';
import { askStock } from '../../test/stock-gateway';
import { platformOf } from '../../test/two-subgraphs';

describe('an interface of which there is no type', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    const thing = { __typename: 'Thing', id: 't' };
    platform = await platformOf(
      {
        sdl: `
          interface Thing @key(fields: "id") { id: ID! maker: Maker }
          type Maker { name: String }
          type Query { things: [Thing!], thing(id: ID): Thing }`,
        resolvers: { Query: { thing: () => thing } },
      },
      {
        sdl: `
          type Thing @key(fields: "id", resolvable: false) @interfaceObject {
            id: ID!
            weight: Int
            parts: [Thing!]
          }
          type Query { heaviest: Thing }`,
        resolvers: {
          Query: { heaviest: () => thing },
          Thing: { weight: () => 7, parts: () => [thing] },
        },
      },
    );
  });
  afterAll(() => platform.close());

  it.each(['{ thing { weight } }', '{ thing { ...T } } fragment T on Thing { parts { id } }'])(
    'is refused what nobody can be asked for, where the stock planner says there is no such object: %s',
    async (query) => {
      expect(await askStock(platform, query)).toEqual({ data: { thing: null } });
      const { status, data, errors } = await ask(platform.url, query);
      expect([status, data]).toEqual([400, undefined]);
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/^No service can be asked for "Thing\.(weight|parts)"/),
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        }),
      ]);
      expect(platform.finops.fetches).toEqual([]);
    },
  );

  it.each(['{ heaviest { maker { name } } }', '{ heaviest { parts { id maker { name } } } }'])(
    'is refused what the stock planner fails over: %s',
    async (query) => {
      expect(await askStock(platform, query)).toMatchObject({
        errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      const { status, errors } = await ask(platform.url, query);
      expect(status).toBe(400);
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'No service can be asked for all that is asked of "Thing" here.',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        }),
      ]);
      expect(platform.finops.fetches).toEqual([]);
    },
  );

  it('is answered from where its objects are told', async () => {
    const { data, errors } = await ask(platform.url, '{ heaviest { id weight } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ heaviest: { id: 't', weight: 7 } });
  });

  it('is asked for where its subgraph knows the field', async () => {
    const { data, errors } = await ask(platform.url, '{ thing { id } }');
    expect(data).toEqual({ thing: null });
    expect(errors.map(({ path }) => path)).toEqual([['thing']]);
    expect(platform.finops.fetches).toHaveLength(1);
  });
});
