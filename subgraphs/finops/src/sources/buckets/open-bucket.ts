import type { SourcePlace } from '../source-place';
import type { Bucket } from './bucket';
import type { BucketClient } from './bucket-client';
import { S3Bucket } from './s3-bucket';

/** The bucket of a source. What it needs was checked when the source was made. */
export function openBucket({ location, credentials }: SourcePlace, client: BucketClient): Bucket {
  const { endpoint, bucket, region } = location;
  const { accessKeyId = '', secretAccessKey = '' } = credentials;
  return new S3Bucket(
    { endpoint, bucket, region: region ?? 'us-east-1' },
    { accessKeyId, secretAccessKey },
    client,
  );
}
