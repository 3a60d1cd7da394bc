import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { readText } from './files.ts';
import { commandLine } from './process-identity.ts';

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** Whether a server could listen on the port now. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await close(await listen(port, host));
    return true;
  } catch {
    return false;
  }
}

/**
 * Ports that the system gives to nobody by itself: one of its own choice could become the end of somebody's
 * connection, or the port of another server that lets the system choose, before it is used. And above 10080, the
 * last of the ports that `fetch` refuses (https://fetch.spec.whatwg.org/#port-blocking).
 */
const FIRST = 10_081;
const LAST = 32_000;

/** That many different ports that are free now and that only a server which asks for them by number gets. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > LAST - FIRST) throw new Error('The system has too few free ports.');
    const port = randomInt(FIRST, LAST);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('The system has no free port.');
  return port;
}

const LISTENING = '0A';

function linuxOwner(port: number): number | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (readText(table) ?? '').split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTENING && local?.endsWith(`:${hexPort}`) && inode) inodes.add(inode);
    }
  }
  if (inodes.size === 0) return undefined;
  const listed = (directory: string): string[] => {
    try {
      return readdirSync(directory);
    } catch {
      return []; // The process ended, or is somebody else's.
    }
  };
  return listed('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) =>
      listed(`/proc/${pid}/fd`).some((fd) => {
        try {
          const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
          return inode !== undefined && inodes.has(inode);
        } catch {
          return false;
        }
      }),
    );
}

function bsdOwner(port: number): number | undefined {
  try {
    const pids = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(pids, 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Who listens on the port, as words for a message; "another process" when the system doesn't tell. */
export function portOwner(port: number): string {
  const pid = process.platform === 'linux' ? linuxOwner(port) : bsdOwner(port);
  if (!pid) return 'another process';
  const command = commandLine(pid).slice(0, 80);
  return command ? `process ${pid} (${command})` : `process ${pid}`;
}
