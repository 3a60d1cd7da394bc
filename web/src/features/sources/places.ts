import type { CreateSourceInput, SourceToChangeQuery } from '@/generated/graphql';
import { namesOf } from '@/lib/names-of';
import { address } from '@/lib/search-params';

export const SOURCES_PAGE = '/admin/sources';
export const NEW_SOURCE_PAGE = `${SOURCES_PAGE}/new`;

export const changeSourceAddress = (name: string): string =>
  address(`${SOURCES_PAGE}/change`, { name });

/** One input of a place, by the name that the graph has for it. */
export interface PlaceField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** Typed once and never shown again. */
  readonly secret?: boolean;
  readonly initial?: string;
}

interface Place {
  /** Its name for people. */
  readonly title: string;
  /** What the credentials have to allow. */
  readonly rights: string;
  /** Which part of the input it is. */
  readonly input: keyof Pick<CreateSourceInput, 's3' | 'azureBlob' | 'gcs'>;
  readonly fields: readonly PlaceField[];
}

const PREFIX: PlaceField = {
  name: 'prefix',
  label: 'Prefix',
  optional: true,
  hint: 'What the names of the files begin with, such as focus/. Empty is all of it.',
};
const ADDRESS: PlaceField = { name: 'endpoint', label: 'Address' };
const BUCKET: PlaceField = { name: 'bucket', label: 'Bucket' };
const REGION: PlaceField = { name: 'region', label: 'Region', initial: 'us-east-1' };
const KEYS: readonly PlaceField[] = [
  { name: 'accessKeyId', label: 'Access key id' },
  { name: 'secretAccessKey', label: 'Secret access key', secret: true },
];

/** The places that bills come from, each with what it is asked by. */
export const PLACES = {
  s3: {
    title: 'Amazon S3',
    rights: 's3:ListBucket on the bucket and s3:GetObject on the prefix',
    input: 's3',
    fields: [BUCKET, REGION, PREFIX, ...KEYS],
  },
  'other-s3': {
    title: 'S3 elsewhere',
    rights: 'listing the bucket and reading its objects',
    input: 's3',
    fields: [
      { ...ADDRESS, hint: 'Of the store, such as https://minio.example.com.' },
      BUCKET,
      REGION,
      PREFIX,
      ...KEYS,
    ],
  },
  gcs: {
    title: 'Google Cloud Storage',
    rights: 'storage.objects.list and storage.objects.get, by the HMAC key of a service account',
    input: 'gcs',
    fields: [
      BUCKET,
      PREFIX,
      {
        ...ADDRESS,
        optional: true,
        hint: 'Where it is another than https://storage.googleapis.com.',
      },
      ...KEYS,
    ],
  },
  azure: {
    title: 'Azure Blob Storage',
    rights: 'reading and listing the container (sp=rl)',
    input: 'azureBlob',
    fields: [
      { name: 'account', label: 'Storage account' },
      { name: 'container', label: 'Container' },
      PREFIX,
      { ...ADDRESS, optional: true, hint: 'Where it is not that of the public cloud.' },
      {
        name: 'sasToken',
        label: 'Shared access signature',
        secret: true,
        optional: true,
        hint: 'Better than a key of the account, which may do everything.',
      },
      {
        name: 'accountKey',
        label: 'Key of the account',
        secret: true,
        optional: true,
        hint: 'In place of the signature.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, Place>>;

export type PlaceName = keyof typeof PLACES;

export const PLACE_NAMES = namesOf<PlaceName>(PLACES);

export const placeOf = (name: PlaceName): Place => PLACES[name];

export const newSourceAddress = (place: PlaceName): string => `${NEW_SOURCE_PAGE}?place=${place}`;

type Known = NonNullable<SourceToChangeQuery['source']>;

export function placeNameOf({ kind, endpoint }: Pick<Known, 'kind' | 'endpoint'>): PlaceName {
  if (kind === 'GCS') return 'gcs';
  if (kind === 'AZURE_BLOB') return 'azure';
  return endpoint === null ? 's3' : 'other-s3';
}

const PUBLIC_AZURE = '.blob.core.windows.net';

/** What is known of a source, by the names of its inputs: all but the credentials. */
export function knownValues(source: Known): Record<string, string> {
  const { kind, endpoint, bucket, region, prefix, intervalMinutes, enabled } = source;
  const look = enabled ? String(intervalMinutes) : 'asked';
  const values = { prefix, look, endpoint: endpoint ?? '' };
  if (kind !== 'AZURE_BLOB') return { ...values, bucket, region: region ?? '' };
  const host = endpoint === null ? '' : new URL(endpoint).hostname;
  return {
    ...values,
    account: host.split('.')[0] ?? '',
    container: bucket,
    // That of the public cloud is the account's by itself.
    endpoint: host.endsWith(PUBLIC_AZURE) ? '' : values.endpoint,
  };
}

const LOOKS: Readonly<Record<string, string>> = {
  15: 'Every 15 minutes',
  60: 'Every hour',
  360: 'Every 6 hours',
  1440: 'Every day',
  asked: 'Only when asked',
};

/** How often a source may be looked at, in minutes, for people; that of the source is among them. */
export function looksFor(chosen: string): (readonly [value: string, label: string])[] {
  const looks = Object.entries(LOOKS);
  return Object.hasOwn(LOOKS, chosen) ? looks : [[chosen, `Every ${chosen} minutes`], ...looks];
}
