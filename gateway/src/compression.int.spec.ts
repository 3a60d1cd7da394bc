import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startPlatform, type TestPlatform } from '../test/platform';

interface Answer {
  readonly encoding: string | undefined;
  readonly vary: string;
  readonly length: string | undefined;
  readonly body: Buffer;
}

const LONG_QUERY = '{ __schema { types { name description fields { name description } } } }';

describe('answers for clients that ask for compression', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.close());

  /** As the bytes that come. */
  const post = (query: string, accepted?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
      };
      const outgoing = request(
        `${platform.url}/graphql`,
        { method: 'POST', headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            const { vary = '' } = incoming.headers;
            resolve({
              encoding: incoming.headers['content-encoding'],
              vary: String(vary),
              length: incoming.headers['content-length'],
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(JSON.stringify({ query }));
    });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('are the same after %s, and shorter', async (encoding, restore) => {
    const plain = await post(LONG_QUERY);
    const answer = await post(LONG_QUERY, encoding);
    expect(answer.encoding).toBe(encoding);
    expect(answer.length).toBe(String(answer.body.length));
    expect(answer.body.length).toBeLessThan(plain.body.length / 3);
    expect(restore(answer.body)).toEqual(plain.body);
    expect([plain.encoding, plain.vary]).toEqual([undefined, answer.vary]);
    expect(answer.vary).toMatch(/\baccept-encoding\b/i);
  });

  it('are whole when many come at once', async () => {
    const plain = await post(LONG_QUERY);
    const answers = await Promise.all(Array.from({ length: 60 }, () => post(LONG_QUERY, 'gzip')));
    for (const { encoding, body } of answers) {
      expect(encoding === 'gzip' ? gunzipSync(body) : body).toEqual(plain.body);
    }
    expect(answers.some(({ encoding }) => encoding === 'gzip')).toBe(true);
  });

  it('stay as they are when they are short, or may carry a secret', async () => {
    expect((await post('{ total }', 'gzip')).encoding).toBeUndefined();
    const long = 'x'.repeat(20_000);
    const changed = await post(`mutation { rename(name: "${long}") }`, 'gzip, br');
    expect([changed.encoding, changed.body.length > long.length]).toEqual([undefined, true]);
  });

  it('stay as they are where that is switched off', async () => {
    const off = await startPlatform({ env: { GATEWAY_COMPRESSION: 'off' } });
    const answer = await fetch(`${off.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' },
      body: JSON.stringify({ query: LONG_QUERY }),
    });
    expect(answer.headers.get('content-encoding')).toBeNull();
    await off.close();
  });
});
