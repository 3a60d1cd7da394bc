import { readdirSync, readFileSync } from 'node:fs';
import type { ManagedProcess } from '../../platform/managed-process.ts';

const KIBIBYTES = 1024;

/** Why an experiment that looks into a process cannot be tried here; undefined where it can. */
export const cannotLook = (): string | undefined =>
  process.platform === 'linux' ? undefined : 'Only Linux tells what a process holds.';

/** Resident memory of a process in MiB. */
export function residentMemory({ pid }: ManagedProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / KIBIBYTES;
}

/** How many files and sockets a process holds open. */
export const openFiles = ({ pid }: ManagedProcess): number => readdirSync(`/proc/${pid}/fd`).length;

/** How many files and sockets this machine lets a process hold. */
export function mostFiles(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN);
}
