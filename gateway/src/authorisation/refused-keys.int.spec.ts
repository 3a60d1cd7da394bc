import { accessToken, ask, bearer, type TestPlatform } from '../../test/platform';
import { platformOf, type Row } from '../../test/two-subgraphs';

const NOTES: readonly Row[] = [{ id: 'n1' }, { id: 'n2' }];

describe('a refused field that the plan needs as a key', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await platformOf(
      {
        sdl: `
          type Query { notes: [Note!] }
          type Note @key(fields: "id") { id: ID @authenticated }`,
        resolvers: { Query: { notes: () => NOTES } },
      },
      {
        sdl: 'type Note @key(fields: "id") { id: ID @authenticated, text: String }',
        resolvers: { Note: { text: ({ id }: Row) => `text of ${id}` } },
      },
    );
  });
  afterAll(() => platform.close());

  const read = { notes: [{ text: 'text of n1' }, { text: 'text of n2' }] };
  const refused = { notes: read.notes.map((note) => ({ id: null, ...note })) };

  it.each([
    '{ notes { id text } }',
    '{ notes { ...N text } } fragment N on Note { id }',
    '{ __type(name: "Note") { name } notes { id text } }',
    // The stock executor runs it: objects inherit that name.
    '{ toString: __type(name: "Note") { name } notes { id text } }',
  ])('is null, with its error: %s', async (query) => {
    const { data, errors } = await ask(platform.url, query);
    expect(data).toMatchObject(refused);
    expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code])).toEqual([
      ['notes.0.id', 'UNAUTHENTICATED'],
      ['notes.1.id', 'UNAUTHENTICATED'],
    ]);
  });

  it('serves for what may be read, and is there for whoever may read it', async () => {
    expect((await ask(platform.url, '{ notes { text } }')).data).toEqual(read);
    const { data, errors } = await ask(platform.url, '{ notes { id } }', bearer(accessToken()));
    expect([data, errors]).toEqual([{ notes: NOTES }, []]);
  });
});
