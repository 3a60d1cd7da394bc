import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf, messageOf, StartFailure } from './failure.ts';

/** Where everything that the embedded platform keeps lives; one launcher at a time uses it. */
export interface DataDirectory {
  readonly path: string;
  /** Held by the running launcher. */
  readonly lock: string;
  /** Processes that the launcher started, for the next one to find after a crash. */
  readonly processes: string;
  readonly secrets: string;
  readonly postgres: string;
  readonly postgresPort: string;
  readonly chdb: string;
  readonly uploads: string;
  /** Mails, where no mail server is configured. */
  readonly outbox: string;
  readonly logs: string;
  /** What the first start did: the demo account and its bill. */
  readonly demo: string;
  /** The demo bill between being written and being imported. */
  readonly demoBill: string;
}

export function dataDirectory(path: string): DataDirectory {
  const at = (name: string): string => join(path, name);
  return {
    path,
    lock: at('launcher.lock'),
    processes: at('processes.json'),
    secrets: at('secrets.json'),
    postgres: at('postgres'),
    postgresPort: at('postgres-port'),
    chdb: at('chdb'),
    uploads: at('uploads'),
    outbox: at('outbox'),
    logs: at('logs'),
    demo: at('demo.json'),
    demoBill: at('demo-bill'),
  };
}

export const dataDirectoryOf = (root: string, override: string | undefined): DataDirectory =>
  dataDirectory(resolve(root, override ?? '.data'));

const MEGABYTE = 1024 * 1024;
/** Room for a fresh Postgres, the demo bill in the analytical store and logs. */
const MEGABYTES_AT_FIRST = 300;
/** Room to work on. */
const MEGABYTES_LATER = 50;

/** Makes the directory; a sentence when it can't be written or the disk has no room. */
export function prepareDataDirectory(data: DataDirectory): void {
  try {
    // Others may pass through (Postgres runs as another account under root); secrets are 0600.
    mkdirSync(data.path, { recursive: true, mode: 0o755 });
    mkdirSync(data.logs, { recursive: true });
    mkdirSync(data.uploads, { recursive: true });
  } catch (error) {
    throw codeOf(error) === 'ENOSPC'
      ? new StartFailure(
          `The disk that holds ${data.path} is full: free some space and start again.`,
        )
      : new StartFailure(`Cannot write to the data directory ${data.path}: ${messageOf(error)}.`);
  }
  const { bavail, bsize } = statfsSync(data.path);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  const needed = existsSync(data.demo) ? MEGABYTES_LATER : MEGABYTES_AT_FIRST;
  if (free < needed) {
    throw new StartFailure(
      `The disk that holds ${data.path} is full: ${free} MB are free and ${needed} MB are needed.`,
    );
  }
}
