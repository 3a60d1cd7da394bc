import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphanedServer } from '../../../platform/embedded-postgres.ts';
import { readJson } from '../../../platform/files.ts';
import { identify, isProcessIdentity, isRunning } from '../../../platform/process-identity.ts';

const PREFIX = 'ai-finops-test-';
const OWNER = 'owner.json';
const HOUR_MS = 3_600_000;

/** A new directory under the system's own, which other accounts may pass through (Postgres under root). */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
  chmodSync(directory, 0o711);
  writeFileSync(join(directory, OWNER), JSON.stringify(identify(process.pid)));
  return directory;
}

function isAbandoned(directory: string): boolean {
  const owner = readJson(join(directory, OWNER));
  if (isProcessIdentity(owner)) return !isRunning(owner);
  // Another run may have swept it away meanwhile.
  const found = statSync(directory, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > HOUR_MS;
}

/** Stops servers and removes directories of runs that were killed; runs under way are left alone. */
export async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const directory = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !isAbandoned(directory)) continue;
    const cluster = join(directory, 'postgres');
    if (existsSync(cluster)) await stopOrphanedServer(realpathSync(cluster));
    rmSync(directory, { recursive: true, force: true });
  }
}
