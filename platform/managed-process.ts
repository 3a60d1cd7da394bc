import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { readText } from './files.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Receives stdout and stderr; the run before is kept beside it as `.previous`. */
  readonly log: string;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  readonly log: string;
  /** Settles when the process ends, whoever ended it. */
  readonly exited: Promise<Exit>;
  /** Set once it ended. */
  readonly exit: Exit | undefined;
  /** Asks it to end with the signal and ends it by force after the grace. */
  stop(options?: { signal?: NodeJS.Signals; graceMs?: number }): Promise<Exit>;
  kill(): void;
}

/** Services drain and end within this time. */
export const STOP_GRACE_MS = 10_000;

const OWN_GROUP = process.platform !== 'win32';

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, `${file}.previous`);
  return openSync(file, 'a');
}

function signalGroup(child: ChildProcess): void {
  try {
    // The group holds what the process itself started.
    if (OWN_GROUP && child.pid) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/**
 * Starts a process in a group of its own: Ctrl-C in the terminal then reaches only the launcher, which
 * stops the others in order.
 */
export function startProcess(command: Command): ManagedProcess {
  const log = openLog(command.log);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', log, log],
    detached: OWN_GROUP,
    windowsHide: true,
    ...command.account,
  });
  closeSync(log);
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    const done = (value: Exit): void => {
      exit ??= value;
      resolve(exit);
    };
    child.once('exit', (code, signal) => {
      // However it ended, nothing that it started stays: a database engine would keep its directory.
      signalGroup(child);
      done({ code, signal });
    });
    // Not even started: the file is missing, or the account may not run it.
    child.once('error', () => done({ code: 127, signal: null }));
  });
  const pid = child.pid ?? 0;
  return {
    name: command.name,
    pid,
    identity: identify(pid) ?? { pid, started: '' },
    log: command.log,
    exited,
    get exit() {
      return exit;
    },
    async stop({ signal = 'SIGTERM', graceMs = STOP_GRACE_MS } = {}) {
      if (exit) return exit;
      child.kill(signal);
      const force = setTimeout(() => signalGroup(child), graceMs);
      const ended = await exited;
      clearTimeout(force);
      return ended;
    },
    kill: () => signalGroup(child),
  };
}

/** The last lines of a log, without blank ones. */
export function lastLines(file: string, count: number): string[] {
  const lines = (readText(file) ?? '').split('\n').filter((line) => line.trim());
  return lines.slice(-count);
}

export const describeExit = ({ code, signal }: Exit): string =>
  signal ? `was ended by ${signal}` : `ended with exit code ${code ?? 'unknown'}`;
