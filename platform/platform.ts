import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataDirectory } from './data-directory.ts';
import { mentionsFullDisk, StartFailure } from './failure.ts';
import {
  describeExit,
  type Exit,
  lastLines,
  type ManagedProcess,
  startProcess,
} from './managed-process.ts';
import type { Secrets } from './secrets.ts';
import { serviceEnvironment, serviceUrl } from './service-environment.ts';
import { type Ports, SERVICES, type Service, type ServiceName, serviceNamed } from './services.ts';

export interface PlatformOptions {
  /** The repository; everything is built already. */
  readonly root: string;
  readonly data: DataDirectory;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  /** The launcher's own environment: what is set there wins over the defaults. */
  readonly own: NodeJS.ProcessEnv;
  /** `dev` compiles pages as they are asked for. */
  readonly web?: 'start' | 'dev';
  /** Told of each process as soon as it exists. */
  readonly onStart?: (process: ManagedProcess) => void;
  /** Told when a process ends that nobody asked to end. */
  readonly onDeath?: (name: ServiceName, sentence: string) => void;
}

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const POLL_TIMEOUT_MS = 5_000;
const SHOWN_LOG_LINES = 30;

/** What a process that ended has to say for itself, as a sentence with the end of its log. */
function deathSentence({ name, log }: ManagedProcess, exit: Exit): string {
  const lines = lastLines(log, SHOWN_LOG_LINES);
  const text = lines.join('\n');
  if (mentionsFullDisk(text))
    return `The disk is full: ${name} ${describeExit(exit)} (log: ${log}).`;
  const indented = lines.map((line) => `  ${line}`).join('\n');
  return `${name} ${describeExit(exit)}. The end of its log, ${log}:\n${indented || '  (empty)'}`;
}

/** The service processes of one platform: started, watched and stopped. */
export class Platform {
  readonly #options: PlatformOptions;
  readonly #processes = new Map<ServiceName, ManagedProcess>();
  /** Processes that were asked to end: their end is no accident. */
  readonly #dismissed = new WeakSet<ManagedProcess>();

  constructor(options: PlatformOptions) {
    this.#options = options;
  }

  get options(): PlatformOptions {
    return this.#options;
  }

  url(name: ServiceName): string {
    return serviceUrl(this.#options.ports[name]);
  }

  process(name: ServiceName): ManagedProcess | undefined {
    return this.#processes.get(name);
  }

  /** Starts the processes side by side, in the given order; resolves when all are ready. */
  async start(names: readonly ServiceName[]): Promise<void> {
    for (const name of names) this.#launch(name);
    await Promise.all(names.map((name) => this.ready(name)));
  }

  #launch(name: ServiceName): void {
    const { root, data, ports, onStart, onDeath } = this.#options;
    const service = serviceNamed(name);
    const own = startProcess({
      name,
      file: process.execPath,
      args: name === 'web' ? this.#webArguments(ports.web) : ['dist/main.js'],
      cwd: join(root, service.directory),
      env: this.#environmentOf(service),
      log: join(data.logs, `${name}.log`),
    });
    this.#processes.set(name, own);
    onStart?.(own);
    void own.exited.then((exit) => {
      if (!this.#dismissed.has(own)) onDeath?.(name, deathSentence(own, exit));
    });
  }

  #environmentOf(service: Service): NodeJS.ProcessEnv {
    const environment = serviceEnvironment(service, this.#options);
    // `next dev` makes pages that need eval, which the policy of the production pages forbids.
    return service.name === 'web' && this.#options.web === 'dev'
      ? { ...environment, NODE_ENV: 'development' }
      : environment;
  }

  #webArguments(port: number): string[] {
    const { root, web = 'start' } = this.#options;
    const next = join(root, 'node_modules/next/dist/bin/next');
    return [next, web, '-p', String(port), '-H', '127.0.0.1'];
  }

  /** Resolves when the process answers that it can do its work. */
  async ready(name: ServiceName): Promise<void> {
    const address = `${this.url(name)}${serviceNamed(name).readyPath}`;
    let last = 'no answer';
    for (const end = Date.now() + READY_TIMEOUT_MS; Date.now() < end; await sleep(POLL_MS)) {
      const own = this.#processes.get(name);
      if (!own) throw new StartFailure(`${name} was stopped before it was ready.`);
      if (own.exit) throw new StartFailure(deathSentence(own, own.exit));
      try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) });
        await answer.body?.cancel();
        if (answer.ok) return;
        last = `status ${answer.status}`;
      } catch {
        // It does not listen yet.
      }
    }
    throw new StartFailure(
      `${name} was not ready after ${READY_TIMEOUT_MS / 1000} s: ${address} gave ${last}. Its log: ${join(this.#options.data.logs, `${name}.log`)}`,
    );
  }

  /**
   * Ends one process as a deployment would, or as Ctrl-C, which leaves its clients no time to go elsewhere; by
   * force only after its grace.
   */
  async stop(name: ServiceName, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
    const own = this.#processes.get(name);
    if (!own) return;
    this.#dismissed.add(own);
    await own.stop({ signal });
    if (this.#processes.get(name) === own) this.#processes.delete(name);
  }

  /** Ends one process without a warning, as a crash would. */
  async kill(name: ServiceName): Promise<void> {
    const own = this.#processes.get(name);
    if (!own) return;
    this.#dismissed.add(own);
    own.kill();
    await own.exited;
    this.#processes.delete(name);
  }

  /** Web first, then the gateway, then the subgraphs: nobody loses what it still calls. */
  async stopAll(): Promise<void> {
    await this.stop('web', 'SIGINT');
    await this.stop('gateway', 'SIGINT');
    const subgraphs = SERVICES.map(({ name }) => name).filter((name) => this.#processes.has(name));
    await Promise.all(subgraphs.map((name) => this.stop(name, 'SIGINT')));
  }

  /** Everything ends at once. */
  killAll(): void {
    for (const own of this.#processes.values()) {
      this.#dismissed.add(own);
      own.kill();
    }
  }
}
