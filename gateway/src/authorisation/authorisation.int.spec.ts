import { readFile, writeFile } from 'node:fs/promises';
import {
  ADA,
  API_KEY,
  accessToken,
  ask,
  bearer,
  eventually,
  startPlatform,
  type TestPlatform,
} from '../../test/platform';

const USER = bearer(accessToken());
const ADMIN = bearer(accessToken({ ...ADA, id: 'user-9', role: 'ADMIN' }));
/** It has the scope costs:read. */
const KEY = bearer(API_KEY);
const NOBODY = {};

describe('what the schema demands of its viewers', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  /** Data, and of each error its place and what it says. */
  async function answer(query: string, headers: Readonly<Record<string, string>>) {
    const { data, errors } = await ask(platform.url, query, headers);
    const places = errors.map(({ path, extensions }) => [path?.join('.'), extensions] as const);
    return { data, errors: places };
  }
  const unauthenticated = { code: 'UNAUTHENTICATED' };
  const forbidden = (permission: string) => ({ code: 'FORBIDDEN', permission });

  it('answers everything else, and says at its place what is missing', async () => {
    expect(await answer('{ total books: ledger { balance } }', NOBODY)).toEqual({
      data: { total: '12.500000000001', books: null },
      errors: [['books', unauthenticated]],
    });
    expect(await answer('{ total ledger { balance } }', USER)).toEqual({
      data: { total: '12.500000000001', ledger: { balance: '7' } },
      errors: [],
    });
  });

  it('asks no subgraph when nothing is left', async () => {
    const before = platform.finops.fetches.length;
    expect(await answer('{ ledger { balance } audits(first: 1) }', NOBODY)).toEqual({
      data: { ledger: null, audits: null },
      errors: [
        ['ledger', unauthenticated],
        ['audits', unauthenticated],
      ],
    });
    expect(platform.finops.fetches.length).toBe(before);
  });

  it('lets nulls go up where a field may not be null', async () => {
    const insufficient = { code: 'INSUFFICIENT_SCOPE', scopes: ['bills:write'] };
    expect(await answer('{ total uploads }', KEY)).toEqual({
      data: null,
      errors: [['uploads', insufficient]],
    });
    expect((await answer('{ total uploads }', USER)).data).toMatchObject({ uploads: 3 });
    expect(await answer('{ total ledger { balance owner } }', USER)).toEqual({
      data: { total: '12.500000000001', ledger: null },
      errors: [['ledger.owner', forbidden('costs:all')]],
    });
    expect((await answer('{ ledger { owner } }', ADMIN)).data).toEqual({
      ledger: { owner: 'Eve' },
    });
  });

  it('tells for each item of a list, through fragments, aliases and types', async () => {
    const query = `
      query { found { ...Both } }
      fragment Both on Found { __typename ... on Memo { text } ... on Contract { said: terms } }`;
    const memo = { __typename: 'Memo', text: 'Memo.' };
    expect(await answer(query, NOBODY)).toEqual({
      data: { found: [memo, { __typename: 'Contract', said: null }] },
      errors: [['found.1.said', unauthenticated]],
    });
    const found = [memo, { __typename: 'Contract', said: 'Terms.' }];
    expect(await answer(query, KEY)).toEqual({ data: { found }, errors: [] });
  });

  it('keeps an interface from those who may not see one of its types', async () => {
    const query = '{ total documents { ... on Memo { text } } }';
    expect(await answer(query, NOBODY)).toEqual({
      data: { total: '12.500000000001', documents: null },
      errors: [['documents', unauthenticated]],
    });
    expect((await answer(query, KEY)).data).toMatchObject({ documents: [{ text: 'Memo.' }, {}] });
  });

  it('runs the mutations that are left, in their order', async () => {
    const query = 'mutation { raise(by: 1) first: lower(by: 2) second: lower(by: 3) }';
    expect(await answer(query, KEY)).toEqual({
      data: { raise: null, first: -2, second: -3 },
      errors: [['raise', { code: 'INSUFFICIENT_SCOPE', scopes: ['admin'] }]],
    });
  });

  it('says nothing of what was skipped', async () => {
    const query = 'query ($with: Boolean = false) { total ledger @include(if: $with) { balance } }';
    expect(await answer(query, NOBODY)).toEqual({ data: { total: '12.500000000001' }, errors: [] });
  });

  it('answers introspection beside what is refused', async () => {
    expect(await answer('{ __typename __type(name: "Memo") { name } audits }', USER)).toEqual({
      data: { __typename: 'Query', __type: { name: 'Memo' }, audits: null },
      errors: [['audits', forbidden('audit:read')]],
    });
  });

  it('keeps the rights of one viewer from another, whoever asks first', async () => {
    const query = '{ rights: audits(first: 2) }';
    const seen = [];
    for (const headers of [ADMIN, NOBODY, USER, ADMIN]) seen.push(await answer(query, headers));
    expect(seen.map(({ data }) => data?.rights)).toEqual([['one'], null, null, ['one']]);
    expect(seen.map(({ errors }) => errors.map(([, extensions]) => extensions))).toEqual([
      [],
      [unauthenticated],
      [forbidden('audit:read')],
      [],
    ]);
  });

  it('tells the audit log of permissions that somebody lacked, once in a while', async () => {
    const bob = bearer(accessToken({ ...ADA, id: 'user-2' }));
    for (let n = 0; n < 3; n += 1) await answer('{ audits }', bob);
    const entries = () => platform.audits.filter(({ actorId }) => actorId === 'user-2');
    await eventually(async () => entries().length > 0);
    expect(entries()).toEqual([
      expect.objectContaining({
        event: 'ACCESS_DENIED',
        outcome: 'FAILURE',
        details: { permission: 'audit:read' },
        requestId: expect.any(String),
      }),
    ]);
  });

  it('serves no supergraph that demands what nobody could have', async () => {
    const sdl = await readFile(platform.supergraphPath, 'utf8');
    const described = (text: string) => sdl.replace('type Ledger', `"${text}"\ntype Ledger`);
    const impossible = described('impossible').replace('"audit:read"', '"audits:read"');
    const description = async () => {
      const { data } = await ask(platform.url, '{ __type(name: "Ledger") { description } }');
      return data?.__type;
    };
    await writeFile(platform.supergraphPath, impossible);
    // Served a second later, had it been taken: the one that follows is.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await description()).toEqual({ description: null });
    await writeFile(platform.supergraphPath, described('possible'));
    await eventually(async () => JSON.stringify(await description()).includes('possible'));
  });
});
