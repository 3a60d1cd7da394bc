import { placeOf } from './source-address';

const options = { region: 'eu-west-1', accessKeyId: 'id' };
const secret = async () => 'secret';

describe('the address of a source', () => {
  it.each([
    ['s3://bills', 'bills', ''],
    ['s3://bills/', 'bills', ''],
    ['s3://my.bills/focus/2026 05/', 'my.bills', 'focus/2026 05/'],
  ])('%s is a bucket and a prefix', async (address, bucket, prefix) => {
    expect(await placeOf(address, options, secret)).toEqual({
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

  it.each(['bills/focus', 's3:///focus', 'ftp://bills/focus'])('%s is none', async (address) => {
    await expect(placeOf(address, options, secret)).rejects.toThrow('write s3://bucket/prefix');
  });

  it('is nothing without a key', async () => {
    const none = { region: 'eu-west-1' };
    await expect(placeOf('s3://bills', none, secret)).rejects.toThrow('--access-key-id');
  });
});
