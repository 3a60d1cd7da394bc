import { ask, type TestPlatform } from '../../test/platform';
import { platformOf } from '../../test/two-subgraphs';

describe('objects of a subgraph that knows their interface as an object', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    const thing = { __typename: 'Thing', id: 't', weight: 7, secret: 's', whole: { id: 'w' } };
    platform = await platformOf(
      {
        sdl: `
          interface Thing @key(fields: "id") { id: ID! }
          type Tool implements Thing @key(fields: "id") { id: ID! }
          type Query { tools: [Tool!] }`,
        resolvers: {},
      },
      {
        sdl: `
          type Thing @key(fields: "id") @interfaceObject {
            id: ID!
            weight: Int
            secret: String @authenticated
            whole: Thing
          }
          type Query { heaviest: [Thing!], owner: String @authenticated }`,
        resolvers: { Query: { heaviest: () => [thing], owner: () => 'me' } },
      },
    );
  });
  afterAll(() => platform.close());

  it.each([
    ['{ heaviest { weight } owner }', { weight: 7 }],
    ['{ heaviest { ...T } owner } fragment T on Thing { weight }', { weight: 7 }],
    ['{ heaviest { weight whole { id } } owner }', { weight: 7, whole: { id: 'w' } }],
  ])('are told of where something else is refused: %s', async (query, told) => {
    const { data, errors } = await ask(platform.url, query);
    expect(data).toEqual({ heaviest: [told], owner: null });
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(['owner']);
  });

  it('say nothing of what is refused of their interface', async () => {
    const { data, errors } = await ask(platform.url, '{ heaviest { weight hidden: secret } }');
    expect(data).toEqual({ heaviest: [{ weight: 7, hidden: null }] });
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(['heaviest.0.hidden']);
  });
});
