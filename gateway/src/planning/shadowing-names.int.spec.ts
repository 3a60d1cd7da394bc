import { ask, type TestPlatform } from '../../test/platform';
import { askStock } from '../../test/stock-gateway';
import { platformOf, type Row } from '../../test/two-subgraphs';

const PEOPLE: readonly Row[] = [
  { id: 'u1', name: 'u2', motto: '0' },
  { id: 'u2', name: 'u1', motto: '' },
];
const personOf = ({ id }: Row) => PEOPLE.find((person) => person.id === id);

describe('a name of the client that is one of the planner', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await platformOf(
      {
        sdl: `
          scalar Anything
          type Query { people: [Person!], person: Person, found: [Found!] }
          union Found = Person | Pet
          type Pet { id: ID!, name: String! }
          type Person @key(fields: "id") {
            id: ID!
            name: String!
            motto: String
            anything: Anything
            fails: String!
            friends: [Person!]
          }`,
        resolvers: {
          Query: {
            people: () => PEOPLE,
            person: () => PEOPLE[0],
            found: () => [
              { __typename: 'Person', ...PEOPLE[0] },
              { __typename: 'Pet', id: 'x', name: 'Rex' },
            ],
          },
          Person: {
            __resolveReference: personOf,
            anything: () => ({ id_of_client: 1, motto_of_client: 2 }),
            fails: () => {
              throw new Error('It fails.');
            },
            friends: ({ id }: Row) => PEOPLE.filter((person) => person.id !== id),
          },
        },
      },
      {
        sdl: `
          type Person @key(fields: "id") {
            id: ID!
            motto: String @external
            secret: String
            boast: String @requires(fields: "motto")
          }`,
        resolvers: {
          Person: {
            secret: ({ id }: Row) => `secret of ${id}`,
            boast: ({ motto }: Row) => `"${motto}"`,
          },
        },
      },
    );
  });
  afterAll(() => platform.close());

  it('is not taken for it, as the stock planner does: whoever asks gets another value', async () => {
    const query = '{ people { id: name secret } }';
    expect((await askStock(platform, query)).data?.people).toMatchObject([
      { id: 'u1' },
      { id: 'u2' },
    ]);
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(data?.people).toEqual([
      { id: 'u2', secret: 'secret of u1' },
      { id: 'u1', secret: 'secret of u2' },
    ]);
  });

  it('does not decide what another subgraph is told, as it does by the stock planner', async () => {
    const query = '{ person { motto: name boast } }';
    expect((await askStock(platform, query)).data?.person).toMatchObject({ boast: '"u2"' });
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(data?.person).toEqual({ motto: 'u2', boast: '"0"' });
  });

  it.each([
    [
      'the type',
      '{ person { __typename: name secret type: __typename } }',
      { __typename: 'u2', secret: 'secret of u1', type: 'Person' },
    ],
    [
      'a name that we would have given',
      '{ person { id: name id_of_client: motto secret } }',
      { id: 'u2', id_of_client: '0', secret: 'secret of u1' },
    ],
    [
      'whatever is under it',
      '{ person { id: friends { motto: id boast id: anything } secret } }',
      {
        id: [{ motto: 'u2', boast: '""', id: { id_of_client: 1, motto_of_client: 2 } }],
        secret: 'secret of u1',
      },
    ],
  ])('is free for the client, though it is that of %s', async (_, query, person) => {
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(JSON.stringify(data?.person)).toBe(JSON.stringify(person));
  });

  it('is free in fragments on several types', async () => {
    const query = `{ found { ...Named ... on Pet { id: name } } }
      fragment Named on Person { id: name secret }`;
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(data?.found).toEqual([{ id: 'u2', secret: 'secret of u1' }, { id: 'Rex' }]);
  });

  it('is where errors are told', async () => {
    const { data, errors } = await ask(platform.url, '{ person { id: fails secret } }');
    expect(data).toEqual({ person: null });
    expect(errors.map(({ path }) => path)).toEqual([['person', 'id']]);
  });

  it('is answered beside introspection too', async () => {
    const { data } = await ask(
      platform.url,
      '{ __type(name: "Pet") { name } person { id: name secret } }',
    );
    expect(data).toEqual({ __type: { name: 'Pet' }, person: { id: 'u2', secret: 'secret of u1' } });
  });
});
