import { createClient } from './client';
import { GraphqlError } from './errors';
import { importById, sessions } from './operations';

/** A client of a graph that answers this to everything. */
const clientOf = (answer: unknown) =>
  createClient({
    url: 'http://graph.test',
    fetch: async () =>
      new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } }),
  });

const PAGE = { first: 20 };

describe('an operation', () => {
  it('answers what is asked for, which is not null', async () => {
    const found = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null }, totalCount: 0 };
    const { sessions: page } = await sessions(clientOf({ data: { sessions: found } }), PAGE);
    expect(page.totalCount).toBe(0);
  });

  it('throws the error at the place of a root field that is refused', async () => {
    const refused = {
      data: { sessions: null },
      errors: [{ message: 'No.', path: ['sessions'], extensions: { code: 'FORBIDDEN' } }],
    };
    await expect(sessions(clientOf(refused), PAGE)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'No.',
      data: { sessions: null },
    });
  });

  it('throws for a root field that is null without an error', async () => {
    const asked = sessions(clientOf({ data: { sessions: null } }), PAGE);
    await expect(asked).rejects.toBeInstanceOf(GraphqlError);
    await expect(asked).rejects.toMatchObject({
      code: 'INTERNAL',
      errors: [{ path: ['sessions'] }],
      variables: PAGE,
    });
  });

  it('answers null for one thing that is not there', async () => {
    expect(await importById(clientOf({ data: { import: null } }), { id: 'x' })).toEqual({
      import: null,
    });
  });
});
