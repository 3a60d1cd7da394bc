import type { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import type { Bucket, StoredObject } from './bucket';
import type { BucketClient } from './bucket-client';
import { MAX_LISTING_BYTES, readListing, unreadable } from './listing-xml';

export interface S3Place {
  /** Address of the store, without the bucket; that of AWS in the region when null. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Options {
  /** Objects a page of a listing. */
  readonly pageSize?: number;
  /** Headers of a read that proxies may change, and that are not signed therefore. */
  readonly readAs?: Readonly<Record<string, string>>;
}

/** SHA-256 of no body. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A bucket of S3, or of a store that speaks its protocol, Google Cloud Storage among them. */
export class S3Bucket implements Bucket {
  readonly #base: URL;

  constructor(
    private readonly place: S3Place,
    private readonly credentials: S3Credentials,
    private readonly client: BucketClient,
    private readonly options: S3Options = {},
  ) {
    this.#base = bucketAddress(place);
  }

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<readonly StoredObject[]> {
    for (let token: string | undefined; ; ) {
      const url = new URL(this.#base);
      url.searchParams.set('list-type', '2');
      url.searchParams.set('max-keys', String(this.options.pageSize ?? 1000));
      if (prefix !== '') url.searchParams.set('prefix', prefix);
      if (token !== undefined) url.searchParams.set('continuation-token', token);
      // Signed as every store encodes it: a blank is not a plus sign.
      url.search = url.search.replaceAll('+', '%20');
      const headers = await this.#sign(url, {});
      const xml = await this.client.text(url, headers, signal, MAX_LISTING_BYTES);
      const { items, rest } = readListing(xml, 'ListBucketResult', 'Contents');
      yield items.map(toObject);
      if (rest.get('IsTruncated') !== 'true') return;
      const next = rest.get('NextContinuationToken');
      if (!next || next === token) throw unreadable();
      token = next;
    }
  }

  async read({ key, etag }: StoredObject, signal: AbortSignal): Promise<Readable> {
    const url = new URL(this.#base);
    const path = key.split('/').map(encodeStrictly).join('/');
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
    const headers = await this.#sign(url, { 'if-match': etag });
    return this.client.get(url, { ...headers, ...this.options.readAs }, signal);
  }

  #sign(url: URL, headers: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    return signed(url, headers, this.credentials, this.place.region);
  }
}

/** Headers of a request without a body, signed with AWS Signature Version 4; `now` is `YYYYMMDDTHHMMSSZ`. */
export async function signed(
  url: URL,
  headers: Readonly<Record<string, string>>,
  credentials: S3Credentials,
  region: string,
  now?: string,
): Promise<Record<string, string>> {
  const signer = new AwsV4Signer({
    ...credentials,
    service: 's3',
    region,
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': EMPTY },
    ...(now === undefined ? {} : { datetime: now }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}

/** Where a bucket is: a host of its own with AWS, a path elsewhere. */
export function bucketAddress({ endpoint, region, bucket }: S3Place): URL {
  if (endpoint !== null) return new URL(`${endpoint}/${bucket}`);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  // A name that is one label of a host, which is what the certificate covers; old ones need not be.
  return /^[a-z0-9-]+$/.test(bucket)
    ? new URL(`https://${bucket}.s3.${region}.${domain}/`)
    : new URL(`https://s3.${region}.${domain}/${bucket}`);
}

function toObject(item: ReadonlyMap<string, string>): StoredObject {
  const key = item.get('Key');
  const etag = item.get('ETag');
  const sizeBytes = Number(item.get('Size'));
  if (!key || !etag || !Number.isSafeInteger(sizeBytes)) throw unreadable();
  return { key, etag, sizeBytes };
}

/** RFC 3986: what encodeURIComponent leaves is encoded too, as it is in the signature. */
const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
