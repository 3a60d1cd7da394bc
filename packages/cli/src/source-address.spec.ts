import { addressOf, type PlaceOptions, placeOf } from './source-address';

const options: PlaceOptions = { region: 'eu-west-1', accessKeyId: 'id' };
const read = (address: string, secret = 'secret', given = options) =>
  placeOf(address, given, async () => secret);

describe('the address of a source', () => {
  it.each([
    ['s3://bills', 'bills', ''],
    ['s3://bills/', 'bills', ''],
    ['s3://my.bills/focus/2026 05/', 'my.bills', 'focus/2026 05/'],
  ])('%s is a bucket of S3 and a prefix', async (address, bucket, prefix) => {
    expect(await read(address)).toEqual({
      s3: {
        bucket,
        prefix,
        region: 'eu-west-1',
        endpoint: null,
        accessKeyId: 'id',
        secretAccessKey: 'secret',
      },
    });
  });

  it('gs:// is a bucket of Google', async () => {
    expect(await read('gs://bills/focus/')).toEqual({
      gcs: {
        bucket: 'bills',
        prefix: 'focus/',
        endpoint: null,
        accessKeyId: 'id',
        secretAccessKey: 'secret',
      },
    });
  });

  it.each([
    ['?sv=2024-11-04&sig=abc', { sasToken: '?sv=2024-11-04&sig=abc' }],
    ['bm8gc2lnPQ==', { accountKey: 'bm8gc2lnPQ==' }],
  ])('https:// is a container of Azure, read with %s', async (secret, credentials) => {
    const address = 'https://bills.blob.core.windows.net/exports/focus/';
    expect(await read(address, secret)).toEqual({
      azureBlob: {
        account: 'bills',
        container: 'exports',
        prefix: 'focus/',
        endpoint: 'https://bills.blob.core.windows.net',
        ...credentials,
      },
    });
  });

  it.each(['bills/focus', 's3:///focus', 'ftp://bills/focus', 'https://example.com/a/b'])(
    '%s is none',
    async (address) => {
      await expect(read(address)).rejects.toThrow('write s3://bucket/prefix');
    },
  );

  it('is nothing without a key', async () => {
    const none = { region: 'eu-west-1' };
    await expect(read('s3://bills', 'secret', none)).rejects.toThrow('--access-key-id');
  });

  it.each([
    ['S3', null, 's3://bills/focus/'],
    ['GCS', null, 'gs://bills/focus/'],
    [
      'AZURE_BLOB',
      'https://a.blob.core.windows.net',
      'https://a.blob.core.windows.net/bills/focus/',
    ],
  ])('of %s is shown as it is written', (kind, endpoint, address) => {
    expect(addressOf({ kind, endpoint, bucket: 'bills', prefix: 'focus/' })).toBe(address);
  });
});
