import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type DataDirectory,
  dataDirectory,
  prepareDataDirectory,
} from '../platform/data-directory.ts';
import { type EmbeddedPostgres, startPostgres } from '../platform/embedded-postgres.ts';
import { environment } from '../platform/env.ts';
import { type ManagedProcess, startProcess } from '../platform/managed-process.ts';
import { Platform } from '../platform/platform.ts';
import { freePorts } from '../platform/ports.ts';
import { developmentSecrets, type Secrets } from '../platform/secrets.ts';
import { serviceEnvironment, serviceUrl } from '../platform/service-environment.ts';
import { type Ports, SERVICES, type ServiceName, serviceNamed } from '../platform/services.ts';
import { TcpProxy } from './tcp-proxy.ts';

const DATABASE = 'ai_finops';
const READY_WITHIN_MS = 30_000;
export const ROOT = join(import.meta.dirname, '..');

export interface BedOptions {
  readonly services: readonly ServiceName[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** One more process of a service, such as a second replica. */
export interface Replica {
  readonly url: string;
  readonly process: ManagedProcess;
}

/**
 * A platform to break: real processes on free ports over a durable Postgres of its own, which the services
 * reach through a proxy that can be told to fall silent.
 */
export class Bed {
  readonly #directory: string;
  readonly #data: DataDirectory;
  readonly proxy: TcpProxy;
  readonly platform: Platform;
  readonly secrets: Secrets;
  #postgres: EmbeddedPostgres;
  readonly #replicas: ManagedProcess[] = [];

  private constructor(
    directory: string,
    data: DataDirectory,
    postgres: EmbeddedPostgres,
    proxy: TcpProxy,
    platform: Platform,
  ) {
    this.proxy = proxy;
    this.platform = platform;
    this.#directory = directory;
    this.#data = data;
    this.#postgres = postgres;
    this.secrets = platform.options.secrets;
  }

  static async start(options: BedOptions): Promise<Bed> {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ai-finops-faults-')));
    // Postgres runs as another account under root.
    await chmod(directory, 0o711);
    const data = dataDirectory(join(directory, 'data'));
    prepareDataDirectory(data);
    const postgres = await Bed.#startPostgres(data);
    await postgres.ensureDatabase(DATABASE);
    await promisify(execFile)(process.execPath, [join(ROOT, 'platform/migrate.ts')], {
      env: { ...environment, DATABASE_URL: postgres.url(DATABASE), DIRECT_URL: '' },
    });
    const proxy = await TcpProxy.start(postgres.port);
    const databaseUrl = new URL(postgres.url(DATABASE));
    databaseUrl.port = String(proxy.port);
    const picked = await freePorts(SERVICES.length);
    const { PATH, HOME, TMPDIR } = environment;
    const platform = new Platform({
      root: ROOT,
      data,
      ports: Object.fromEntries(SERVICES.map(({ name }, i) => [name, picked[i]])) as Ports,
      secrets: developmentSecrets(data.secrets),
      databaseUrl: databaseUrl.href,
      own: {
        PATH,
        HOME,
        TMPDIR,
        LOG_LEVEL: 'warn',
        // Each request of the load comes from an address of its own, as behind a balancer.
        TRUSTED_PROXIES: '127.0.0.1',
        ...options.environment,
      },
    });
    const bed = new Bed(directory, data, postgres, proxy, platform);
    try {
      await platform.start(options.services);
    } catch (error) {
      await bed.stop();
      throw error;
    }
    return bed;
  }

  static #startPostgres(data: DataDirectory): Promise<EmbeddedPostgres> {
    return startPostgres({
      root: ROOT,
      directory: data.postgres,
      portFile: data.postgresPort,
      log: join(data.logs, 'postgres.log'),
      password: developmentSecrets(data.secrets).POSTGRES_PASSWORD,
    });
  }

  /** Of the database itself, past the proxy. */
  get databaseUrl(): string {
    return this.#postgres.url(DATABASE);
  }

  /** Where the services and Postgres write their logs. */
  get logs(): string {
    return this.#data.logs;
  }

  url(name: ServiceName): string {
    return this.platform.url(name);
  }

  pid(name: ServiceName): number {
    return this.platform.process(name)?.pid ?? 0;
  }

  /** SIGINT is Postgres' "fast" shutdown, SIGQUIT its "immediate" one, SIGKILL a crash. */
  async stopPostgres(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    await this.#postgres.process.stop({ signal });
  }

  /** Starts Postgres over its data again, on the same port. */
  async startPostgres(): Promise<void> {
    this.#postgres = await Bed.#startPostgres(this.#data);
    this.proxy.target = this.#postgres.port;
  }

  /** Starts another process of a service beside the first one; `prefix` may wrap its command. */
  async replica(
    name: ServiceName,
    settings: Readonly<Record<string, string>> = {},
    prefix: readonly string[] = [],
  ): Promise<Replica> {
    const [port = 0] = await freePorts(1);
    const service = serviceNamed(name);
    const { options } = this.platform;
    const [file = process.execPath, ...args] = [...prefix, process.execPath, 'dist/main.js'];
    const replica = startProcess({
      name,
      file,
      args,
      cwd: join(ROOT, service.directory),
      env: { ...serviceEnvironment(service, options), PORT: String(port), ...settings },
      log: join(this.logs, `${name}-${port}.log`),
    });
    this.#replicas.push(replica);
    const url = serviceUrl(port);
    await until(async () => (await fetch(`${url}${service.readyPath}`)).ok, READY_WITHIN_MS);
    return { url, process: replica };
  }

  async stop(): Promise<void> {
    for (const replica of this.#replicas) replica.kill();
    this.platform.killAll();
    await this.proxy.stop();
    await this.#postgres.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Waits until something holds; answers how long it took in milliseconds. A throw counts as no. */
export async function until(
  holds: () => Promise<boolean>,
  withinMs: number,
  everyMs = 20,
): Promise<number> {
  const started = performance.now();
  for (;;) {
    if (await holds().catch(() => false)) return performance.now() - started;
    if (performance.now() - started > withinMs) {
      throw new Error(`It did not happen within ${withinMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
