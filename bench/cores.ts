import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The core of the server that is measured, and that of everything around it. */
export const MEASURED_CORE = '0';
export const OTHER_CORE = '1';

/** Starts a process on a core of its own choosing. */
export function startOn(core: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawn('taskset', ['-c', core, process.execPath, ...args], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
