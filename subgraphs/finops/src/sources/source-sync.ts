import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, ERRORS, isErrorCode } from '@ai-finops/service-kit/errors';
import { Injectable } from '@nestjs/common';
import { isManifestName, MAX_MANIFEST_BYTES, readManifest } from '../imports/bill-manifest';
import { ImportIntake } from '../imports/import-intake';
import { UploadsService, type WholeUpload } from '../uploads/uploads.service';
import type { Bucket, StoredObject } from './buckets/bucket';
import { BucketClient } from './buckets/bucket-client';
import { openBucket } from './buckets/open-bucket';
import { newsOf, planSource, type SourcePart, type StoredManifest } from './source-plan';
import {
  type BroughtVersion,
  type ClaimedSource,
  SourceQueueStore,
  type SyncCounts,
} from './source-queue.store';
import { SourceSeals } from './source-seals';

/** What a source may have under its prefix. */
const MAX_OBJECTS = 100_000;
const MAX_MANIFESTS = 10_000;
/** Manifests that are read at the same time. */
const AT_ONCE = 8;
/** Imports of a source that may wait, with their files on the disk. */
const MAX_WAITING = 2;
const WAIT_MS = 1_000;

/** Faults of one part of a source that say nothing about the others. */
const OF_A_PART: ReadonlySet<string> = new Set([
  'SOURCE_CHANGED',
  'MANIFEST_INCOMPLETE',
  'MANIFEST_DIFFERS',
]);

/** A look at a source: lists it, and fetches and imports what is new. */
@Injectable()
export class SourceSync {
  constructor(
    private readonly queue: SourceQueueStore,
    private readonly seals: SourceSeals,
    private readonly client: BucketClient,
    private readonly uploads: UploadsService,
    private readonly intake: ImportIntake,
  ) {}

  /**
   * Tells `onProgress` what was seen and brought so far. Errors SOURCE_…, MANIFEST_INCOMPLETE,
   * MANIFEST_DIFFERS, DISK_FULL; what they do not concern was brought then.
   */
  async run(
    source: ClaimedSource,
    signal: AbortSignal,
    onProgress: (counts: SyncCounts) => Promise<void>,
  ): Promise<void> {
    const bucket = openBucket(this.seals.open(source, source.id), this.client);
    const objects = await listed(bucket, source.location.prefix, signal);
    const counts = { objects: objects.length, bytesFetched: 0, imports: 0 };
    await onProgress(counts);
    const { imports, faults } = planSource(objects, await manifestsIn(bucket, objects, signal));
    if (imports.length + faults.length === 0) throw new AppError('SOURCE_EMPTY');
    const brought = fingerprints(await this.queue.findBrought(source.id));
    for (const parts of newsOf(imports, brought)) {
      try {
        await this.#room(source.name, signal);
        counts.bytesFetched += await this.#bring(source, bucket, parts, signal);
        counts.imports++;
        await onProgress(counts);
      } catch (error) {
        if (!(error instanceof AppError && OF_A_PART.has(error.code))) throw error;
        faults.push(error);
      }
    }
    const [fault] = faults;
    if (fault) throw fault;
  }

  /** Waits until the imports of a source have worked off what was fetched for them. */
  async #room(name: string, signal: AbortSignal): Promise<void> {
    while ((await this.queue.countWaiting(name)) >= MAX_WAITING) {
      await sleep(WAIT_MS, undefined, { signal });
    }
  }

  /** Fetches the files of parts and asks for their import; answers with their bytes. */
  async #bring(
    source: ClaimedSource,
    bucket: Bucket,
    parts: readonly SourcePart[],
    signal: AbortSignal,
  ): Promise<number> {
    const fetched: WholeUpload[] = [];
    try {
      for (const object of parts.flatMap(({ objects }) => objects)) {
        const content = Readable.from(contentOf(bucket, object, signal), { objectMode: false });
        const folder = object.key.slice(0, Math.max(0, object.key.lastIndexOf('/')));
        fetched.push(await this.uploads.keep(source.userId, object.key, content, folder));
      }
      const { id } = await this.intake.take(fetched, source.name, source.userId);
      await this.queue.noteBrought(source, id, parts);
      return fetched.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    } finally {
      // Those that no import needs: it came to none, or another one has brought the same before.
      for (const { id } of fetched) await this.uploads.drop(id);
    }
  }
}

/** Errors SOURCE_EMPTY, SOURCE_TOO_LARGE. */
async function listed(
  bucket: Bucket,
  prefix: string,
  signal: AbortSignal,
): Promise<StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const page of bucket.list(prefix, signal)) {
    objects.push(...page.filter(isFile));
    if (objects.length > MAX_OBJECTS) {
      throw new AppError(
        'SOURCE_TOO_LARGE',
        `More than ${MAX_OBJECTS} objects begin with the prefix; give a longer one.`,
      );
    }
  }
  if (objects.length > 0) return objects;
  throw new AppError('SOURCE_EMPTY', 'No object begins with the prefix.');
}

/** What stands for a folder is none, and a name with dots in it would not reach the store as it is. */
const isFile = ({ key }: StoredObject): boolean =>
  !key.endsWith('/') && !key.split('/').some((part) => part === '.' || part === '..');

async function manifestsIn(
  bucket: Bucket,
  objects: readonly StoredObject[],
  signal: AbortSignal,
): Promise<StoredManifest[]> {
  const named = objects.filter(
    ({ key, sizeBytes }) => isManifestName(key) && sizeBytes <= MAX_MANIFEST_BYTES,
  );
  if (named.length > MAX_MANIFESTS) {
    throw new AppError(
      'SOURCE_TOO_LARGE',
      `More than ${MAX_MANIFESTS} manifests are there; give a longer prefix.`,
    );
  }
  const manifests: StoredManifest[] = [];
  for (let at = 0; at < named.length; at += AT_ONCE) {
    const some = named.slice(at, at + AT_ONCE);
    const read = await Promise.all(
      some.map(async (object) => {
        const content = await text(Readable.from(contentOf(bucket, object, signal)));
        const manifest = readManifest(object.key, content);
        return manifest ? [{ path: object.key, manifest, object }] : [];
      }),
    );
    manifests.push(...read.flat());
  }
  return manifests;
}

/** An object's content, not a byte more or less than was listed. Error SOURCE_CHANGED. */
async function* contentOf(
  bucket: Bucket,
  object: StoredObject,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of await read(bucket, object, signal)) {
    size += (chunk as Buffer).length;
    if (size > object.sizeBytes) break;
    yield chunk as Buffer;
  }
  if (size !== object.sizeBytes) throw changed(object);
}

async function read(bucket: Bucket, object: StoredObject, signal: AbortSignal): Promise<Readable> {
  try {
    return await bucket.read(object, signal);
  } catch (error) {
    // The bucket is there: it was listed.
    if (error instanceof AppError && ['SOURCE_NOT_FOUND', 'SOURCE_CHANGED'].includes(error.code)) {
      throw changed(object);
    }
    throw error;
  }
}

const changed = ({ key }: StoredObject): AppError =>
  new AppError('SOURCE_CHANGED', `${key} was replaced or removed while it was read.`, { key });

/** Of what needs not be brought again: an import that failed of a fault of ours is tried once more. */
function fingerprints(versions: readonly BroughtVersion[]): Map<string, string> {
  const stays = ({ status, errorCode }: BroughtVersion): boolean =>
    status !== 'FAILED' || (isErrorCode(errorCode) && ERRORS[errorCode].status < 500);
  return new Map(
    versions.filter(stays).map(({ part, fingerprint }) => [part, fingerprint] as const),
  );
}
