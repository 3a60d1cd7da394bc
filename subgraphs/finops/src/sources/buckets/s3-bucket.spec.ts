import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { BucketClient } from './bucket-client';
import { bucketAddress, S3Bucket, signed } from './s3-bucket';

describe('a bucket of S3', () => {
  it.each([
    [
      { endpoint: null, region: 'eu-west-1', bucket: 'bills' },
      'https://bills.s3.eu-west-1.amazonaws.com/',
    ],
    [
      { endpoint: null, region: 'cn-north-1', bucket: 'bills' },
      'https://bills.s3.cn-north-1.amazonaws.com.cn/',
    ],
    [
      { endpoint: null, region: 'us-east-1', bucket: 'a.b' },
      'https://s3.us-east-1.amazonaws.com/a.b',
    ],
    [
      { endpoint: null, region: 'us-east-1', bucket: 'Old_Bucket' },
      'https://s3.us-east-1.amazonaws.com/Old_Bucket',
    ],
    [
      { endpoint: 'https://minio.example:9000', region: 'r', bucket: 'b' },
      'https://minio.example:9000/b',
    ],
    [
      { endpoint: 'https://x.example/storage/s3', region: 'r', bucket: 'b' },
      'https://x.example/storage/s3/b',
    ],
  ])('%j is at %s', (place, address) => {
    expect(bucketAddress(place).href).toBe(address);
  });

  // "Example: GET Bucket (List Objects)" of the Amazon S3 API Reference, "Signature Calculations for the
  // Authorization Header".
  it('is asked with the signature of the published example', async () => {
    const credentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const url = new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J');
    const headers = await signed(url, {}, credentials, 'us-east-1', '20130524T000000Z');
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
        'SignedHeaders=host;x-amz-content-sha256;x-amz-date, ' +
        'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });

  describe('that answers badly', () => {
    let server: Server;
    let answer: { status: number; headers?: Record<string, string>; body: string | Buffer };
    let asked: IncomingMessage[];
    let bucket: S3Bucket;
    let client: BucketClient;

    beforeAll(async () => {
      server = createServer((request, response) => {
        asked.push(request);
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const credentials = { accessKeyId: 'id', secretAccessKey: 'very-secret' };
      client = new BucketClient([new URL(endpoint).host]);
      bucket = new S3Bucket({ endpoint, region: 'r', bucket: 'b' }, credentials, client);
    });
    beforeEach(() => {
      asked = [];
    });
    afterAll(async () => {
      await client.onApplicationShutdown();
      server.closeAllConnections();
      server.close();
    });

    const list = async () => {
      for await (const _ of bucket.list('a b/', new AbortController().signal)) break;
    };
    const object = { key: 'a/b + c.csv', etag: '"e"', sizeBytes: 3 };

    it.each([
      [403, 'SOURCE_ACCESS_DENIED', 'SignatureDoesNotMatch'],
      [401, 'SOURCE_ACCESS_DENIED', 'Unauthorized'],
      [400, 'SOURCE_ACCESS_DENIED', 'InvalidToken'],
      [404, 'SOURCE_NOT_FOUND', 'NoSuchBucket'],
      [405, 'SOURCE_UNREADABLE', 'MethodNotAllowed'],
      [301, 'SOURCE_NOT_FOUND', 'PermanentRedirect'],
      [307, 'SOURCE_NOT_FOUND', 'TemporaryRedirect'],
      [429, 'SOURCE_UNREACHABLE', 'SlowDown'],
      [500, 'SOURCE_UNREACHABLE', 'InternalError'],
      [503, 'SOURCE_UNREACHABLE', 'SlowDown'],
    ])(
      'with %i is %s, which names the fault and nothing that it repeats',
      async (status, code, fault) => {
        answer = {
          status,
          headers: { location: 'http://169.254.169.254/latest' },
          body: `<Error><Code>${fault}</Code><StringToSign>very-secret</StringToSign></Error>`,
        };
        const error = await list().catch((caught: unknown) => caught);
        expect(error).toMatchObject({
          code,
          message: expect.stringContaining(`${status} ${fault}`),
        });
        expect(JSON.stringify(error)).not.toContain('very-secret');
        // Redirects are not followed.
        expect(asked).toHaveLength(1);
      },
    );

    it.each([
      ['a page that is no listing', '<html/>'],
      [
        'an object without an ETag',
        '<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>',
      ],
      ['a listing that never ends', Buffer.alloc(17 * 1024 * 1024, 32)],
      [
        'a next page that it does not name',
        '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      ],
    ])('with %s is SOURCE_UNREADABLE', async (_, body) => {
      answer = { status: 200, body };
      const all = async () => {
        for await (const _page of bucket.list('', new AbortController().signal));
      };
      await expect(all()).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    });

    it('is asked for the version that was listed, by its name', async () => {
      answer = { status: 200, body: 'abc' };
      expect(await text(await bucket.read(object, new AbortController().signal))).toBe('abc');
      expect(asked[0]).toMatchObject({
        url: '/b/a/b%20%2B%20c.csv',
        headers: expect.objectContaining({ 'if-match': '"e"' }),
      });
      answer = { status: 412, body: '' };
      await expect(bucket.read(object, new AbortController().signal)).rejects.toMatchObject({
        code: 'SOURCE_CHANGED',
      });
    });

    it('that breaks off is SOURCE_UNREACHABLE', async () => {
      answer = { status: 200, headers: { 'content-length': '100' }, body: 'abc' };
      const body = await bucket.read(object, new AbortController().signal);
      server.closeAllConnections();
      await expect(text(body)).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    });
  });
});
