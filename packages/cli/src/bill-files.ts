import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { CliError } from './cli-error';

/** A file to upload, and where it lies in the folder that is imported. */
export interface BillFile {
  readonly path: string;
  readonly name: string;
  /** With `/` between its parts; empty at the top. */
  readonly folder: string;
}

/** Bills, and the manifests that say which of them belong together. */
const WANTED = /(\.csv|\.csv\.gz|\.csv\.zst|\.parquet|manifest[^/]*\.(json|txt|list))$/i;

/** What Spark and macOS leave beside the files that somebody wanted: parts, logs and resources, named like bills. */
const BESIDE = /(?:^|\/)(?:\.[^/]*$|_temporary\/|_delta_log\/)/;

/**
 * Groups of files that are imported together: each file alone, or all of them when `together`, and
 * always the files below a folder.
 */
export async function billFiles(
  paths: readonly string[],
  together: boolean,
): Promise<BillFile[][]> {
  const groups: BillFile[][] = [];
  for (const path of paths) {
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isDirectory()) groups.push(await filesBelow(path));
    else if (facts?.isFile()) groups.push([{ path, name: basename(path), folder: '' }]);
    else throw new CliError(`${path} is neither a file nor a folder.`);
  }
  return together ? [groups.flat()] : groups;
}

async function filesBelow(root: string): Promise<BillFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && WANTED.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !BESIDE.test(name))
    .sort();
  if (files.length === 0) throw new CliError(`There is no bill below ${root}.`);
  return files.map((name) => {
    const folder = dirname(name);
    return { path: join(root, name), name: basename(name), folder: folder === '.' ? '' : folder };
  });
}
