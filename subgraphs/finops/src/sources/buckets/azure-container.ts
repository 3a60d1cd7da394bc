import { createHmac } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Bucket, StoredObject } from './bucket';
import type { BucketClient } from './bucket-client';
import { MAX_LISTING_BYTES, readListing, unreadable } from './listing-xml';

export interface AzurePlace {
  /** Address of the account's blobs, without the container. */
  readonly endpoint: string;
  readonly container: string;
}

/** The account with one of its keys, or a shared access signature for the container. */
export type AzureCredentials =
  | { readonly account: string; readonly accountKey: string }
  | { readonly sasToken: string };

/** Known to the service and its emulator; what it says of listings and conditions is all that is used. */
const VERSION = '2021-12-02';

/** A container of Azure Blob Storage. */
export class AzureContainer implements Bucket {
  constructor(
    private readonly place: AzurePlace,
    private readonly credentials: AzureCredentials,
    private readonly client: BucketClient,
    private readonly pageSize = 1000,
  ) {}

  async *list(prefix: string, signal: AbortSignal): AsyncGenerator<readonly StoredObject[]> {
    for (let marker: string | undefined; ; ) {
      const url = this.#address();
      url.searchParams.set('restype', 'container');
      url.searchParams.set('comp', 'list');
      url.searchParams.set('maxresults', String(this.pageSize));
      if (prefix !== '') url.searchParams.set('prefix', prefix);
      if (marker !== undefined) url.searchParams.set('marker', marker);
      const xml = await this.client.text(url, this.#sign(url, {}), signal, MAX_LISTING_BYTES);
      const { items, rest } = readListing(xml, 'EnumerationResults', 'Blobs/Blob');
      yield items.map(toObject);
      const next = rest.get('NextMarker');
      if (!next) return;
      if (next === marker) throw unreadable();
      marker = next;
    }
  }

  async read({ key, etag }: StoredObject, signal: AbortSignal): Promise<Readable> {
    const url = this.#address(key);
    return this.client.get(url, this.#sign(url, { 'if-match': etag }), signal);
  }

  #address(blob?: string): URL {
    const { endpoint, container } = this.place;
    const path = blob === undefined ? [] : blob.split('/');
    const url = new URL([endpoint, container, ...path.map(encodeURIComponent)].join('/'));
    if ('sasToken' in this.credentials) url.search = this.credentials.sasToken;
    return url;
  }

  #sign(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
    const all = { ...headers, 'x-ms-version': VERSION, 'x-ms-date': new Date().toUTCString() };
    if ('sasToken' in this.credentials) return all;
    return { ...all, authorization: sharedKey(url, all, this.credentials) };
  }
}

/**
 * Authorization of a GET request: "Authorize with Shared Key" of the Storage Services REST reference, as of
 * version 2009-09-19.
 */
export function sharedKey(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { account, accountKey }: { readonly account: string; readonly accountKey: string },
): string {
  // Encoding, language, length, MD5, type, date, modified since, match, none match, unmodified since, range.
  const standard = ['', '', '', '', '', '', '', headers['if-match'] ?? '', '', '', ''];
  const named = Object.entries(headers).filter(([name]) => name.startsWith('x-ms-'));
  const parameters = [...url.searchParams].map(([name, value]) => `${name}:${value}`);
  const lines = [
    'GET',
    ...standard,
    ...named.map(([name, value]) => `${name}:${value}`).sort(),
    `/${account}${url.pathname}`,
    ...parameters.sort(),
  ];
  const key = Buffer.from(accountKey, 'base64');
  const signature = createHmac('sha256', key).update(lines.join('\n'), 'utf8').digest('base64');
  return `SharedKey ${account}:${signature}`;
}

function toObject(item: ReadonlyMap<string, string>): StoredObject {
  const key = item.get('Name');
  const etag = item.get('Properties/Etag');
  const sizeBytes = Number(item.get('Properties/Content-Length'));
  if (!key || !etag || !Number.isSafeInteger(sizeBytes)) throw unreadable();
  // Listings have it without the quotation marks that conditions need.
  return { key, etag: etag.startsWith('"') ? etag : `"${etag}"`, sizeBytes };
}
