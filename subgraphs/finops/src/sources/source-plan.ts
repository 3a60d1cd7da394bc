import { createHash } from 'node:crypto';
import { AppError } from '@ai-finops/service-kit/errors';
import { byLastName, type FoundManifest, filesOf, latest } from '../imports/import-files';
import { MAX_FILES } from '../imports/import-request';
import type { StoredObject } from './buckets/bucket';

/** A file, or a part of an export, whose versions replace each other. */
export interface SourcePart {
  /** SHA-256 of what it is, hex. */
  readonly id: string;
  /** SHA-256 of the paths, ETags and sizes of its files, hex: of its version. */
  readonly fingerprint: string;
  /** Its files; of a part of an export also its manifest. */
  readonly objects: readonly StoredObject[];
}

export interface SourcePlan {
  /** Parts that are to appear together. */
  readonly imports: readonly (readonly SourcePart[])[];
  /** Why some parts cannot be brought (yet). */
  readonly faults: AppError[];
}

/** What one import may bring, as its files wait on the disk. */
const MAX_BYTES = 256 * 1024 ** 3;

/** A manifest that was found in a bucket. */
export type StoredManifest = FoundManifest & { readonly object: StoredObject };

/**
 * What a bucket has to bring, by the rules of imports (import-files.ts): with manifests what each latest one
 * names, otherwise every bill, those of a folder together. Error MANIFEST_DIFFERS.
 */
export function planSource(
  objects: readonly StoredObject[],
  manifests: readonly StoredManifest[],
): SourcePlan {
  const faults: AppError[] = [];
  if (manifests.length === 0) {
    return { imports: byFolder(objects).map((parts) => bearable(parts, faults)), faults };
  }
  const candidates = byLastName(objects.map((object) => ({ path: object.key, object })));
  const imports: SourcePart[][] = [];
  for (const { path, manifest, object } of latest(manifests)) {
    try {
      const files = filesOf({ path, manifest }, candidates).map(({ file }) => file.object);
      const { exportName, part } = manifest;
      const id = exportName === null ? ['manifest', path] : ['export', exportName, part];
      imports.push(bearable([partOf(id, [object, ...new Set(files)])], faults));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // An export that is being written; the others need not wait for it.
      faults.push(error);
    }
  }
  return { imports, faults };
}

/** Names of bills; whatever else is in the bucket is no concern of ours. */
const BILL = /\.(csv|csv\.gz|csv\.zst|parquet)$/i;
/** What Spark and macOS leave beside the files that somebody wanted: parts, logs and resources, named like bills. */
const BESIDE = /(?:^|\/)(?:\.[^/]*$|_temporary\/|_delta_log\/)/;

function byFolder(objects: readonly StoredObject[]): SourcePart[][] {
  const bills = objects.filter(({ key }) => BILL.test(key) && !BESIDE.test(key));
  const folders = Map.groupBy(bills, ({ key }) => key.slice(0, key.lastIndexOf('/') + 1));
  return [...folders.values()].map((files) =>
    files.map((object) => partOf(['file', object.key], [object])),
  );
}

/** Those that an import can bring; the others become faults. */
function bearable(parts: readonly SourcePart[], faults: AppError[]): SourcePart[] {
  return parts.filter(({ objects }) => {
    if (objects.length <= MAX_FILES && bytesOf(objects) <= MAX_BYTES) return true;
    const { key = '' } = objects[0] ?? {};
    const message = `${key} has more than ${MAX_FILES} files, or more than ${MAX_BYTES} bytes.`;
    faults.push(new AppError('SOURCE_TOO_LARGE', message, { key }));
    return false;
  });
}

/** What is not yet there of each import, by the fingerprint that each part was brought with last. */
export function newsOf(
  imports: SourcePlan['imports'],
  brought: ReadonlyMap<string, string>,
): SourcePart[][] {
  return imports.flatMap((parts) =>
    divided(parts.filter(({ id, fingerprint }) => brought.get(id) !== fingerprint)),
  );
}

/** As many imports as their files are too many for one. */
function divided(parts: readonly SourcePart[]): SourcePart[][] {
  const groups: SourcePart[][] = [];
  let files = 0;
  let bytes = 0;
  for (const part of parts) {
    files += part.objects.length;
    bytes += bytesOf(part.objects);
    const last = groups.at(-1);
    if (last && files <= MAX_FILES && bytes <= MAX_BYTES) last.push(part);
    else {
      groups.push([part]);
      files = part.objects.length;
      bytes = bytesOf(part.objects);
    }
  }
  return groups;
}

const bytesOf = (objects: readonly StoredObject[]): number =>
  objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const partOf = (what: readonly string[], objects: readonly StoredObject[]): SourcePart => ({
  id: hashOf([what]),
  fingerprint: hashOf(
    objects.map(({ key, etag, sizeBytes }) => [key, etag, String(sizeBytes)]).sort(byText),
  ),
  objects,
});

const byText = (one: readonly string[], other: readonly string[]): number =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;

const hashOf = (lines: readonly (readonly string[])[]): string =>
  createHash('sha256').update(JSON.stringify(lines)).digest('hex');
