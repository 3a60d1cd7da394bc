import { AppError } from '@ai-finops/service-kit/errors';
import type { BillManifest, ManifestFile } from './bill-manifest';

/** A file that somebody wants to import. */
export interface GivenFile {
  /** Its name, with the folder that it was given with. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A file of an import, and under which name its charges replace earlier ones. */
export interface PlannedFile<Given extends GivenFile> {
  readonly given: Given;
  /** Its own name, or that of the export whose manifest names it. */
  readonly unit: string;
  /** Rows that the manifest states. */
  readonly rowsStated: number | null;
}

export interface ImportPlan<Given extends GivenFile> {
  readonly files: readonly PlannedFile<Given>[];
  /** Files that no manifest names, which are not imported. */
  readonly unnamed: readonly string[];
}

/** A manifest and the path at which it was found. */
export interface FoundManifest {
  readonly path: string;
  readonly manifest: BillManifest;
}

/**
 * Decides which of the given files are imported, in the order of their paths. Without a manifest all of
 * them; with manifests those that they name. Errors MANIFEST_INCOMPLETE, MANIFEST_DIFFERS.
 */
export function planFiles<Given extends GivenFile>(
  given: readonly Given[],
  manifests: readonly FoundManifest[],
): ImportPlan<Given> {
  const sorted = [...given].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (manifests.length === 0) {
    return {
      files: sorted.map((file) => ({ given: file, unit: file.path, rowsStated: null })),
      unnamed: [],
    };
  }
  const files = new Map<Given, PlannedFile<Given>>();
  const candidates = byLastName(sorted);
  for (const found of latest(manifests)) {
    for (const { named, file } of filesOf(found, candidates)) {
      refuseDifferent(named, file, found.path);
      files.set(file, {
        given: file,
        unit: found.manifest.exportName ?? file.path,
        rowsStated: named.rows ?? null,
      });
    }
  }
  return {
    files: sorted.flatMap((file) => files.get(file) ?? []),
    unnamed: sorted.filter((file) => !files.has(file)).map(({ path }) => path),
  };
}

/** Numbers in versions count as such: 10 comes after 9. */
const VERSIONS = new Intl.Collator('en', { numeric: true });

/**
 * Of several manifests of the same part of an export the one of the latest version. Error MANIFEST_DIFFERS
 * for two that nothing tells apart and that name other files.
 */
export function latest<Found extends FoundManifest>(manifests: readonly Found[]): Found[] {
  const byPart = new Map<string, Found>();
  for (const found of manifests) {
    const { exportName, part, version } = found.manifest;
    const key = JSON.stringify(exportName === null ? [found.path] : [exportName, part]);
    const other = byPart.get(key);
    const order = other ? VERSIONS.compare(other.manifest.version, version) : -1;
    if (other && order === 0) refuseEqual(other, found);
    if (order < 0) byPart.set(key, found);
  }
  return [...byPart.values()];
}

function refuseEqual(one: FoundManifest, other: FoundManifest): void {
  if (JSON.stringify(one.manifest.files) === JSON.stringify(other.manifest.files)) return;
  throw new AppError(
    'MANIFEST_DIFFERS',
    `The manifests ${one.path} and ${other.path} are of the same export and say neither which is newer nor of which period each is.`,
    { manifest: other.path },
  );
}

/** Something that a manifest may mean, by its path. */
interface Candidate {
  readonly path: string;
}

/** A manifest may name as many files as there are: only those of the same last name are compared. */
export function byLastName<Given extends Candidate>(given: readonly Given[]): Map<string, Given[]> {
  return Map.groupBy(given, ({ path }) => segments(path).at(-1) ?? '');
}

/** The files that a manifest names. Error MANIFEST_INCOMPLETE. */
export function filesOf<Given extends Candidate>(
  { path, manifest }: FoundManifest,
  candidates: ReadonlyMap<string, readonly Given[]>,
): { named: ManifestFile; file: Given }[] {
  return manifest.files.map((named) => ({
    named,
    file: fileFor(named, candidates.get(segments(named.name).at(-1) ?? '') ?? [], path),
  }));
}

/** The given file that a manifest means: the path of one ends with the path of the other. */
function fileFor<Given extends Candidate>(
  { name }: ManifestFile,
  given: readonly Given[],
  manifest: string,
): Given {
  const wanted = segments(name);
  const depth = (file: Given) => sharedEnd(wanted, segments(file.path));
  const fitting = given.filter((file) => {
    const shared = depth(file);
    return shared === wanted.length || shared === segments(file.path).length;
  });
  const deepest = Math.max(0, ...fitting.map(depth));
  const [file, another] = fitting.filter((candidate) => depth(candidate) === deepest);
  if (!file) {
    throw new AppError(
      'MANIFEST_INCOMPLETE',
      `The manifest ${manifest} names ${name}, which was not given.`,
      { manifest, file: name },
    );
  }
  if (another) {
    throw new AppError(
      'MANIFEST_INCOMPLETE',
      `The manifest ${manifest} names ${name}, which may be ${file.path} or ${another.path}.`,
      { manifest, file: name },
    );
  }
  return file;
}

function segments(path: string): string[] {
  return path
    .replace(/^\w+:\/\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < Math.min(a.length, b.length) && a.at(-1 - shared) === b.at(-1 - shared)) shared++;
  return shared;
}

function refuseDifferent(named: ManifestFile, file: GivenFile, manifest: string): void {
  const { sizeBytes, sha256 } = named;
  const differs =
    (sizeBytes !== undefined && sizeBytes !== file.sizeBytes && 'size') ||
    (sha256 !== undefined && sha256.toLowerCase() !== file.sha256 && 'SHA-256');
  if (!differs) return;
  throw new AppError(
    'MANIFEST_DIFFERS',
    `The ${differs} of ${file.path} is not what the manifest ${manifest} states.`,
    { manifest, file: file.path },
  );
}
