import { knownValues, looksFor, placeNameOf } from './places';

const source = {
  id: 'id',
  name: 'a/b',
  kind: 'S3',
  endpoint: null,
  bucket: 'bills',
  region: 'eu-west-1',
  prefix: 'focus/',
  intervalMinutes: 60,
  enabled: true,
} as const;
const azure = { ...source, kind: 'AZURE_BLOB', region: null } as const;

describe('a source in a form', () => {
  it('is at the place that it was made for', () => {
    expect(placeNameOf(source)).toBe('s3');
    expect(placeNameOf({ ...source, endpoint: 'https://minio.example.com' })).toBe('other-s3');
    expect(placeNameOf({ ...source, kind: 'GCS' })).toBe('gcs');
    expect(placeNameOf(azure)).toBe('azure');
  });

  it('has all that is known of it', () => {
    expect(knownValues({ ...source, enabled: false })).toEqual({
      bucket: 'bills',
      region: 'eu-west-1',
      prefix: 'focus/',
      endpoint: '',
      look: 'asked',
    });
    const endpoint = 'https://acme.blob.core.windows.net';
    const known = { account: 'acme', container: 'bills', prefix: 'focus/', look: '60' };
    expect(knownValues({ ...azure, endpoint })).toEqual({ ...known, endpoint: '' });
    const elsewhere = 'https://acme.blob.core.usgovcloudapi.net';
    expect(knownValues({ ...azure, endpoint: elsewhere })).toEqual({
      ...known,
      endpoint: elsewhere,
    });
  });

  it('keeps an interval that is none of those on offer', () => {
    expect(looksFor('60').map(([value]) => value)).toEqual(['15', '60', '360', '1440', 'asked']);
    expect(looksFor('45')[0]).toEqual(['45', 'Every 45 minutes']);
  });
});
