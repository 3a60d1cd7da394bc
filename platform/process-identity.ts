import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './failure.ts';
import { readText } from './files.ts';

/** A process told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Moment of its start in the system's own notation; empty where the system tells none. */
  readonly started: string;
}

const bootId = (): string => readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

/** Whether the process was started since the machine was; always true where the system does not tell. */
export const sameBoot = ({ started }: ProcessIdentity): boolean =>
  process.platform !== 'linux' || started.startsWith(`${bootId()}:`);

function linuxStart(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  // The command in parentheses may hold spaces: fields are counted after it. Field 3 is the state, 22
  // the start in clock ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${bootId()}:${fields[19] ?? ''}`;
}

function bsdStart(pid: number): string | undefined {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return !state || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Who runs under this number now; undefined when nobody does (a zombie counts as nobody). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'win32') return signalReaches(pid) ? { pid, started: '' } : undefined;
  const started = process.platform === 'linux' ? linuxStart(pid) : bsdStart(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isRunning(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.started === identity.started;
}

/** The command line of a running process; empty when the system does not tell. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') {
    return readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
  }
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    typeof value.started === 'string'
  );
}

/** Waits until the process is gone; false when it still runs after `ms`. */
export async function gone(identity: ProcessIdentity, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(25)) {
    if (!isRunning(identity)) return true;
  }
  return !isRunning(identity);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime, or belongs to somebody else.
  }
}

/** Ends a process that is not our child (any more): each signal in turn until it is gone. */
export async function end(
  identity: ProcessIdentity,
  steps: readonly (readonly [NodeJS.Signals, ms: number])[],
): Promise<boolean> {
  for (const [name, ms] of steps) {
    if (!isRunning(identity)) return true;
    signal(identity.pid, name);
    if (await gone(identity, ms)) return true;
  }
  return !isRunning(identity);
}
