import type { Readable } from 'node:stream';

/** An object of a bucket, as its listing has it. */
export interface StoredObject {
  /** Its whole name, with what looks like folders. */
  readonly key: string;
  /** Another one for another content. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/**
 * Where a source's bills are: a bucket of S3 or Google Cloud Storage, a container of Azure Blob Storage.
 * Errors of both: SOURCE_ADDRESS_REFUSED, SOURCE_ACCESS_DENIED, SOURCE_NOT_FOUND, SOURCE_UNREACHABLE,
 * SOURCE_UNREADABLE.
 */
export interface Bucket {
  /** Objects whose names begin with the prefix, a page of the listing at a time. */
  list(prefix: string, signal: AbortSignal): AsyncIterable<readonly StoredObject[]>;
  /** The content of the version that was listed. Error SOURCE_CHANGED when there is another one by now. */
  read(object: StoredObject, signal: AbortSignal): Promise<Readable>;
}
