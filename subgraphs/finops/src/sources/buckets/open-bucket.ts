import type { SourcePlace } from '../source-place';
import { AzureContainer } from './azure-container';
import type { Bucket } from './bucket';
import type { BucketClient } from './bucket-client';
import { S3Bucket } from './s3-bucket';

/** Where Google Cloud Storage is, and what it calls the region of a signature. */
const GOOGLE = { endpoint: 'https://storage.googleapis.com', region: 'auto' } as const;

/** The bucket of a source. What it needs was checked when the source was made. */
export function openBucket(
  { kind, location, credentials }: SourcePlace,
  client: BucketClient,
): Bucket {
  const { endpoint, bucket, region } = location;
  if (kind === 'AZURE_BLOB') {
    const { account = '', accountKey, sasToken = '' } = credentials;
    const place = { endpoint: endpoint ?? azureEndpoint(account), container: bucket };
    return new AzureContainer(
      place,
      accountKey === undefined ? { sasToken } : { account, accountKey },
      client,
    );
  }
  const { accessKeyId = '', secretAccessKey = '' } = credentials;
  const keys = { accessKeyId, secretAccessKey };
  if (kind === 'GCS') {
    const place = { endpoint: endpoint ?? GOOGLE.endpoint, region: GOOGLE.region, bucket };
    return new S3Bucket(place, keys, client, { readAs: STORED });
  }
  return new S3Bucket({ endpoint, region: region ?? 'us-east-1', bucket }, keys, client);
}

export const azureEndpoint = (account: string): string =>
  `https://${account}.blob.core.windows.net`;

/** Google unpacks what was stored as gzip for whoever does not say that they can. */
const STORED = { 'accept-encoding': 'gzip' } as const;
