import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf, mentionsFullDisk, messageOf, StartFailure } from './failure.ts';
import { readText, writeAtomically } from './files.ts';
import { lastLines, type ManagedProcess, startProcess } from './managed-process.ts';
import { freePort, isFree } from './ports.ts';
import { withClient } from './postgres-client.ts';
import { giveTo, type Placement, placePostgres } from './postgres-placement.ts';
import { commandLine, end, identify } from './process-identity.ts';

export interface PostgresOptions {
  /** The repository, whose node_modules hold the programs. */
  readonly root: string;
  /** Where the data should live; see placePostgres for when it becomes a link. */
  readonly directory: string;
  /** File that keeps the chosen port from one start to the next. */
  readonly portFile: string;
  readonly log: string;
  readonly password: string;
  /** Off for tests: a crash may then lose data, and everything is faster. */
  readonly durable?: boolean;
  readonly onStart?: (server: ManagedProcess) => void;
}

export interface EmbeddedPostgres {
  readonly port: number;
  readonly process: ManagedProcess;
  /** Connection string of one database. */
  url(database: string): string;
  /** Makes the database when it is missing. */
  ensureDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'postgres';
const MAJOR_VERSION = '18';
const START_TIMEOUT_MS = 60_000;
/** "Smart" shutdown (SIGTERM) would wait for every client, so SIGINT, "fast": roll back and end. */
export const FAST_SHUTDOWN = 'SIGINT';

const program = (placement: Placement, name: string): string =>
  join(placement.binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

function run(placement: Placement, name: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program(placement, name), args, {
      // The caller's directory may be out of the account's reach.
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...placement.account,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(output.trim() || `${name} ended with exit code ${code}`));
    });
  });
}

/** Makes the cluster beside its place and moves it there when whole: no half-made one is ever taken for real. */
async function initialise(placement: Placement, options: PostgresOptions): Promise<void> {
  const { data, account } = placement;
  const parent = dirname(data);
  const prefix = `${basename(data)}.new-`;
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const work = join(parent, `${prefix}${randomUUID()}`);
  mkdirSync(work, { mode: 0o700 });
  giveTo(account, work);
  const cluster = join(work, 'data');
  const passwordFile = join(work, 'password');
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  giveTo(account, passwordFile);
  try {
    await run(placement, 'initdb', [
      `--pgdata=${cluster}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The builtin provider sorts alike on every system, whatever locales it has.
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--no-instructions',
      ...(options.durable === false ? ['--no-sync'] : []),
    ]);
    renameSync(cluster, data);
  } catch (error) {
    const text = messageOf(error);
    throw new StartFailure(
      mentionsFullDisk(text)
        ? `The disk that holds ${parent} is full: embedded Postgres cannot be set up.`
        : `Embedded Postgres cannot be set up in ${parent}: ${text.split('\n').at(-1)}`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Stops a server that a killed launcher left behind; removes its pid file when it is gone. */
export async function stopOrphanedServer(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = Number.parseInt(readText(pidFile) ?? '', 10);
  const server = Number.isNaN(pid) ? undefined : identify(pid);
  // After a reboot the number may be somebody else's by now.
  if (server && commandLine(server.pid).includes(data)) {
    const ended = await end(server, [
      [FAST_SHUTDOWN, 10_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 2_000],
    ]);
    if (!ended) {
      throw new StartFailure(
        `Postgres still runs from an earlier start (process ${pid}) and does not end: end it by hand.`,
      );
    }
  }
  rmSync(pidFile, { force: true });
}

async function choosePort(portFile: string): Promise<number> {
  const kept = Number.parseInt(readText(portFile) ?? '', 10);
  if (kept > 0 && (await isFree(kept))) return kept;
  const port = await freePort();
  writeAtomically(portFile, `${port}\n`);
  return port;
}

function serverArguments(data: string, port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '200',
    shared_buffers: '64MB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
}

/** The state that the server keeps on the eighth line of its pid file, as pg_ctl reads it. */
const isReady = (data: string): boolean =>
  readText(join(data, 'postmaster.pid'))?.split('\n')[7]?.trim() === 'ready';

type Launch = { readonly server: ManagedProcess } | { readonly reason: string };

async function launch(
  placement: Placement,
  options: PostgresOptions,
  port: number,
): Promise<Launch> {
  const server = startProcess({
    name: 'postgres',
    file: program(placement, 'postgres'),
    args: serverArguments(placement.data, port, options.durable ?? true),
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    log: options.log,
    account: placement.account,
  });
  options.onStart?.(server);
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await sleep(10)) {
    if (server.exit) return { reason: lastLines(options.log, 6).join('\n') };
    if (isReady(placement.data)) return { server };
  }
  await server.stop({ signal: FAST_SHUTDOWN });
  return { reason: `it was not ready after ${START_TIMEOUT_MS / 1000} s` };
}

/** What a restart may cure: a port taken in between, or the last backends of a killed server. */
const isPassing = (reason: string): boolean =>
  /could not bind|Address already in use|shared memory block .* still in use/i.test(reason);

async function launchAtLast(
  placement: Placement,
  options: PostgresOptions,
): Promise<{ server: ManagedProcess; port: number }> {
  let reason = '';
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = await choosePort(options.portFile);
    const launched = await launch(placement, options, port);
    if ('server' in launched) return { server: launched.server, port };
    reason = launched.reason;
    if (!isPassing(reason)) break;
    await sleep(250);
  }
  throw new StartFailure(
    mentionsFullDisk(reason)
      ? `The disk that holds ${placement.data} is full: Postgres cannot start.`
      : `Embedded Postgres did not start (log: ${options.log}): ${reason.split('\n').at(-1) ?? ''}`,
  );
}

function checkVersion(data: string): void {
  const version = readText(join(data, 'PG_VERSION'))?.trim();
  if (version !== undefined && version !== MAJOR_VERSION) {
    throw new StartFailure(
      `The data in ${data} was written by Postgres ${version}, not ${MAJOR_VERSION}: "npm run reset" starts afresh.`,
    );
  }
}

/** Starts the server over its kept data, healing what a killed launcher left behind. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const placement = placePostgres(options.root, options.directory);
  checkVersion(placement.data);
  if (existsSync(join(placement.data, 'PG_VERSION'))) await stopOrphanedServer(placement.data);
  else await initialise(placement, options);
  const { server, port } = await launchAtLast(placement, options);
  const url = (database: string): string =>
    `postgresql://${USER}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${database}`;
  return {
    port,
    process: server,
    url,
    async ensureDatabase(name) {
      try {
        await withClient(url('postgres'), async (client) => {
          const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [
            name,
          ]);
          if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
        });
      } catch (error) {
        if (codeOf(error) !== '28P01') throw error;
        throw new StartFailure(
          `The kept password of the embedded Postgres does not open ${placement.data}: "npm run reset" starts afresh.`,
        );
      }
    },
    async stop() {
      await server.stop({ signal: FAST_SHUTDOWN });
    },
  };
}
