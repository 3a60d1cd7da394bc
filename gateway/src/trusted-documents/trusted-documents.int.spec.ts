import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { startPlatform, type TestPlatform } from '../../test/platform';

const BODY = 'query Total { total }';
const ID = createHash('sha256').update(BODY).digest('hex');

describe('a gateway that answers trusted documents only', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    const path = join(temporaryDirectory(), 'manifest.json');
    const operations = [{ id: ID, name: 'Total', type: 'query', body: BODY }];
    writeFileSync(
      path,
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    );
    platform = await startPlatform({
      env: { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_PATH: path },
    });
  });
  afterAll(() => platform.close());

  const post = async (body: object) => {
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  it.each([
    ['by its text', { query: BODY }],
    ['by its text in another layout', { query: 'query Total {\n total __typename }' }],
    ['by its id', { documentId: `sha256:${ID}` }],
    [
      'by its hash as a persisted query',
      { extensions: { persistedQuery: { version: 1, sha256Hash: ID } } },
    ],
  ])('answers one that is asked %s', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(200);
    expect(answer.body.data.total).toBe('12.500000000001');
  });

  it.each([
    ['another document', { query: '{ total }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
  ])('refuses %s', async (_, body) => {
    const { status, body: answer } = await post(body);
    expect([status, answer.errors[0].extensions.code]).toEqual([403, 'OPERATION_NOT_TRUSTED']);
    expect(answer.data).toBeUndefined();
  });

  it('refuses an id that nobody knows', async () => {
    const { body } = await post({
      extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } },
    });
    expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});
