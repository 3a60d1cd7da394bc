import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './failure.ts';
import { readJson } from './files.ts';
import {
  identify,
  isProcessIdentity,
  isRunning,
  type ProcessIdentity,
} from './process-identity.ts';

export interface Lock {
  release(): void;
}

/** The running process that holds the lock, if one does. */
export function lockHolder(file: string): ProcessIdentity | undefined {
  const holder = readJson(file);
  return isProcessIdentity(holder) && isRunning(holder) ? holder : undefined;
}

/**
 * Takes the lock file for this process; a file left by a process that is gone counts as free.
 * @returns the lock, or the process that holds it.
 */
export function acquireLock(file: string): Lock | ProcessIdentity {
  const me = identify(process.pid) ?? { pid: process.pid, started: '' };
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // A link is made whole or not at all: nobody ever reads a half-written lock.
        linkSync(mine, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const holder = lockHolder(file);
      if (holder) return holder;
      setAside(file);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes a dead holder's file; of several that try at once one succeeds, and a live lock survives. */
function setAside(file: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (lockHolder(aside)) {
    // Somebody took the lock between our look and our rename: give it back.
    try {
      linkSync(aside, file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

/** Runs the work while holding the lock, waiting for whoever holds it. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  onWait: (holder: ProcessIdentity) => void = () => undefined,
): Promise<T> {
  let told = false;
  for (;;) {
    const lock = acquireLock(file);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) onWait(lock);
    told = true;
    await sleep(100);
  }
}
