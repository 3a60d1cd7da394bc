import { isMoving, sizeText, sourceAddress, sourceStatus } from './source-status';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const past = '2026-05-01T11:59:59Z';
const future = '2026-05-01T12:30:00Z';
const word = (
  enabled: boolean,
  nextSyncAt: string | null,
  state?: 'RUNNING' | 'SUCCEEDED' | 'FAILED',
) => sourceStatus({ enabled, nextSyncAt, lastSync: state ? { state } : null }, NOW)[0];

describe('the status of a source', () => {
  it.each([
    ['Being looked at', word(true, null, 'RUNNING')],
    ['About to be looked at', word(true, past, 'FAILED')],
    ['About to be looked at', word(false, past)],
    ['Failed', word(true, future, 'FAILED')],
    ['Failed', word(false, null, 'FAILED')],
    ['Paused', word(false, null, 'SUCCEEDED')],
    ['Up to date', word(true, future, 'SUCCEEDED')],
    ['Not looked at yet', word(true, future)],
  ])('is %s', (expected, told) => expect(told).toBe(expected));

  it('changes by itself while a look is due or under way', () => {
    const told = (nextSyncAt: string | null, state: 'RUNNING' | 'SUCCEEDED') =>
      isMoving({ nextSyncAt, lastSync: { state } }, NOW);
    expect([told(null, 'RUNNING'), told(past, 'SUCCEEDED')]).toEqual([true, true]);
    expect([told(future, 'SUCCEEDED'), told(null, 'SUCCEEDED')]).toEqual([false, false]);
  });

  it('comes with its place and sizes in words', () => {
    const place = { endpoint: null, bucket: 'bills', prefix: 'focus/' };
    expect(sourceAddress({ ...place, kind: 'S3' })).toBe('s3://bills/focus/');
    expect(sourceAddress({ ...place, kind: 'GCS' })).toBe('gs://bills/focus/');
    const endpoint = 'https://acme.blob.core.windows.net';
    expect(sourceAddress({ ...place, kind: 'AZURE_BLOB', endpoint })).toBe(
      'https://acme.blob.core.windows.net/bills/focus/',
    );
    expect([0, 999, 1_000, 1_234_567, 5e15].map(sizeText)).toEqual([
      '0 byte',
      '999 byte',
      '1 kB',
      '1.2 MB',
      '5,000 TB',
    ]);
  });
});
