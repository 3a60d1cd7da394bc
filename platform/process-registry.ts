import { readJson, writeAtomically } from './files.ts';
import type { ManagedProcess } from './managed-process.ts';
import {
  end,
  identify,
  isProcessIdentity,
  isRunning,
  type ProcessIdentity,
  sameBoot,
} from './process-identity.ts';

interface Entry extends ProcessIdentity {
  readonly name: string;
}

function isEntry(value: unknown): value is Entry {
  return isProcessIdentity(value) && 'name' in value && typeof value.name === 'string';
}

/**
 * Ends what the process started itself: it led a group (see startProcess). While a member of the group
 * lives, the system gives its number to no new process; a number that is in use again is left alone.
 */
function endGroup({ pid, started }: Entry): void {
  const now = identify(pid);
  if (process.platform === 'win32' || (now && now.started !== started)) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** The file that names every process a launcher started, so that the next launcher can end what is left. */
export class ProcessRegistry {
  readonly #file: string;
  #entries: Entry[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Written at once: a kill -9 of the launcher right after must not lose the process. */
  add(process: ManagedProcess): void {
    const living = this.#entries.filter(isRunning);
    this.#entries = [...living, { name: process.name, ...process.identity }];
    writeAtomically(this.#file, `${JSON.stringify(this.#entries)}\n`);
  }

  /**
   * Ends the processes that a launcher which is gone left behind, except Postgres, which heals its own.
   * @returns the names of those that ran.
   */
  async endOrphans(): Promise<string[]> {
    const kept = readJson(this.#file);
    const entries = (Array.isArray(kept) ? kept : []).filter(isEntry);
    const services = entries.filter(({ name }) => name !== 'postgres');
    const orphans = services.filter(isRunning);
    await Promise.all(
      orphans.map((orphan) =>
        end(orphan, [
          ['SIGTERM', 5_000],
          ['SIGKILL', 2_000],
        ]),
      ),
    );
    for (const service of services) if (sameBoot(service)) endGroup(service);
    return orphans.map(({ name }) => name);
  }
}
