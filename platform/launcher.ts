import { type DataDirectory, dataDirectoryOf, prepareDataDirectory } from './data-directory.ts';
import { demoIsComplete, setUpDemo, writeDemoBill } from './demo.ts';
import { DATABASE, startDataPostgres } from './embedded-database.ts';
import { FAST_SHUTDOWN } from './embedded-postgres.ts';
import { mentionsFullDisk, messageOf, StartFailure } from './failure.ts';
import { acquireLock, type Lock } from './lock.ts';
import { checkAnalyticalStore } from './machine.ts';
import type { ManagedProcess } from './managed-process.ts';
import { deployMigrations } from './migrate.ts';
import { Platform } from './platform.ts';
import { withClient } from './postgres-client.ts';
import { prepareServers, prepareWeb } from './prepare.ts';
import { ProcessRegistry } from './process-registry.ts';
import { Progress } from './progress.ts';
import { developmentSecrets } from './secrets.ts';
import { checkPort, portsFrom } from './service-ports.ts';
import { type Ports, SERVICES, type ServiceName } from './services.ts';
import { listenForShutdown } from './shutdown.ts';
import { watchAndRestart } from './watch.ts';
import { welcome } from './welcome.ts';

const SERVERS: readonly ServiceName[] = ['accounts', 'auth', 'finops', 'assistant', 'gateway'];

function takeLock(data: DataDirectory): Lock {
  const lock = acquireLock(data.lock);
  if ('release' in lock) return lock;
  throw new StartFailure(
    `The platform already runs on ${data.path} (process ${lock.pid}): stop it there with Ctrl-C, or with "kill ${lock.pid}".`,
  );
}

/** One query, so that an unreachable database is said here and not by three services. */
async function checkDatabase(url: string): Promise<void> {
  let shown = 'DATABASE_URL';
  try {
    const { hostname, port, pathname } = new URL(url);
    shown = `the database of DATABASE_URL (${hostname}:${port || 5432}${pathname})`;
    await withClient(url, (client) => client.query('SELECT 1'));
  } catch (error) {
    throw new StartFailure(`Cannot use ${shown}: ${messageOf(error)}.`);
  }
}

/** `dev`: the web app compiles as asked, changed sources restart their service, and a fault ends nothing. */
export type Mode = 'start' | 'dev';

class Launch {
  readonly #root: string;
  readonly #mode: Mode;
  readonly #own: NodeJS.ProcessEnv;
  readonly #data: DataDirectory;
  readonly #ports: Ports;
  readonly #progress = new Progress();
  readonly #registry: ProcessRegistry;
  readonly #died = Promise.withResolvers<never>();
  #platform: Platform | undefined;
  #postgres: ManagedProcess | undefined;
  #stopping = false;

  constructor(root: string, mode: Mode, own: NodeJS.ProcessEnv, data: DataDirectory) {
    this.#root = root;
    this.#mode = mode;
    this.#own = own;
    this.#data = data;
    this.#ports = portsFrom(own);
    this.#registry = new ProcessRegistry(data.processes);
    this.#died.promise.catch(() => undefined);
  }

  /** Rejects when a process of the platform ends by itself. */
  get died(): Promise<never> {
    return this.#died.promise;
  }

  /** Everything until the table is shown. */
  async run(signal: AbortSignal): Promise<void> {
    checkAnalyticalStore(this.#own.CLICKHOUSE_URL);
    prepareDataDirectory(this.#data);
    const ended = await this.#registry.endOrphans();
    if (ended.length > 0)
      this.#say(`ended what an earlier start left running: ${ended.join(', ')}`);
    for (const service of SERVICES) await checkPort(service, this.#ports);

    const options = { report: (what: string) => this.#say(what), signal };
    const prepared = prepareServers(this.#root, options);
    // Only a failure of what is awaited first is shown.
    const web = prepared.then(() =>
      this.#mode === 'dev' ? undefined : prepareWeb(this.#root, options),
    );
    web.catch(() => undefined);
    const [databaseUrl] = await Promise.all([this.#database(), prepared]);
    signal.throwIfAborted();

    const embedded = !this.#own.DATABASE_URL;
    const bill = embedded ? writeDemoBill(this.#data) : Promise.resolve(undefined);
    bill.catch(() => undefined);
    const platform = this.#newPlatform(databaseUrl);
    await platform.start(SERVERS);
    this.#say('the gateway and its subgraphs are ready');
    if (embedded && !demoIsComplete(this.#data)) {
      await setUpDemo(platform, bill, (what) => this.#say(what));
    }
    signal.throwIfAborted();
    await web;
    signal.throwIfAborted();
    await platform.start(['web']);
    this.#say('the web app is ready');
    const token = await this.#setupToken(platform);
    const secrets = embedded ? platform.options.secrets : undefined;
    process.stdout.write(welcome(this.#ports, secrets, token));
    if (this.#mode === 'dev') watchAndRestart(platform, (what) => this.#say(what), signal);
  }

  /** The token that makes the first SUPER_ADMIN; undefined once there is one. */
  async #setupToken(platform: Platform): Promise<string | undefined> {
    const { DATABASE_SERVICE_TOKEN: made, SETUP_TOKEN } = platform.options.secrets;
    const answer = await fetch(`${platform.url('accounts')}/internal/setup`, {
      headers: { authorization: `Bearer ${this.#own.DATABASE_SERVICE_TOKEN || made}` },
    });
    const { done } = (await answer.json()) as { done?: boolean };
    return done === false ? this.#own.SETUP_TOKEN || SETUP_TOKEN : undefined;
  }

  #say(what: string): void {
    this.#progress.say(what);
  }

  /** Notes a process; one that is born while everything stops ends at once. */
  #started(process: ManagedProcess): void {
    this.#registry.add(process);
    if (process.name === 'postgres') this.#postgres = process;
    if (this.#stopping) process.kill();
  }

  async #database(): Promise<string> {
    const url = this.#own.DATABASE_URL || (await this.#embeddedDatabase());
    const direct = this.#own.DIRECT_URL || url;
    if (this.#own.DATABASE_URL) await checkDatabase(direct);
    const applied = await deployMigrations(this.#root, direct).catch((error: unknown) => {
      if (this.#own.DATABASE_URL || !(error instanceof StartFailure)) throw error;
      throw new StartFailure(
        `${error.message}\n"npm run reset" starts afresh, without the old data.`,
      );
    });
    if (applied.length > 0) this.#say(`migrated the database (${applied.length} migrations)`);
    return url;
  }

  async #embeddedDatabase(): Promise<string> {
    const { process, port, url } = await startDataPostgres(this.#root, this.#data, (started) => {
      this.#started(started);
    });
    void process.exited.then(() => {
      this.#died.reject(new StartFailure(`Postgres ended. Its log: ${process.log}`));
    });
    this.#say(`Postgres is ready on port ${port}`);
    return url(DATABASE);
  }

  #newPlatform(databaseUrl: string): Platform {
    this.#platform = new Platform({
      root: this.#root,
      data: this.#data,
      ports: this.#ports,
      secrets: developmentSecrets(this.#data.secrets),
      databaseUrl,
      own: this.#own,
      onStart: (process) => this.#started(process),
      web: this.#mode,
      onDeath: (_name, sentence) => {
        if (this.#mode === 'dev') this.#say(`${sentence}\nIt starts again at the next change.`);
        else this.#died.reject(new StartFailure(sentence));
      },
    });
    return this.#platform;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#platform?.stopAll();
    await this.#postgres?.stop({ signal: FAST_SHUTDOWN });
  }

  killAll(): void {
    this.#stopping = true;
    this.#platform?.killAll();
    this.#postgres?.kill();
  }
}

function explain(error: unknown): void {
  if (error instanceof StartFailure) {
    process.stderr.write(`\n${error.message}\n`);
  } else if (mentionsFullDisk(messageOf(error))) {
    process.stderr.write(`\nThe disk is full: ${messageOf(error)}\n`);
  } else {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
}

/** Runs the platform until somebody ends it; the exit code of the command. */
export async function launch(root: string, mode: Mode, own: NodeJS.ProcessEnv): Promise<number> {
  const data = dataDirectoryOf(root, own.AI_FINOPS_DATA_DIR);
  let lock: Lock | undefined;
  let running: Launch | undefined;
  let code = 0;
  const shutdown = listenForShutdown(() => {
    running?.killAll();
    process.exit(1);
  });
  try {
    lock = takeLock(data);
    running = new Launch(root, mode, own, data);
    await Promise.race([running.run(shutdown.signal), running.died, shutdown.requested]);
    await Promise.race([running.died, shutdown.requested]);
  } catch (error) {
    if (!shutdown.signal.aborted) {
      explain(error);
      code = 1;
    }
  }
  if (running) {
    if (code === 0) process.stdout.write('\nStopping …\n');
    await running.stop();
  }
  lock?.release();
  return code;
}
