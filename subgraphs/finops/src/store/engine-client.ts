import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AppError } from '@ai-finops/service-kit/errors';
import { Logger } from '@nestjs/common';
import type { EngineReply, EngineRequest } from './engine-protocol';
import { abortReason, engineFault, QUERY_CANCELLED } from './statement';

/** Queries that run at once: three for readers beside a long import. */
const SESSIONS = 4;
const STDERR_CHARACTERS = 4096;

/**
 * How the engine's allocator (jemalloc) gets memory. Columns are large, and where page faults are dear, as on virtual
 * machines, an import of small pages spends most of its time in them: so huge pages where the kernel has them, those of
 * the largest columns too. What is free is kept for five minutes before it goes back: a huge page of which some went
 * back gets it again as small pages, and an import of minutes would end with half its memory in them.
 */
const ALLOCATOR = 'thp:always,oversize_threshold:0,dirty_decay_ms:300000';

interface Pending {
  /** What has arrived of the answer. */
  readonly parts: string[];
  readonly resolve: (parts: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

/** The engine's process: started at the first statement, and again after it died. */
export class EngineClient {
  #process: Promise<ChildProcess> | undefined;
  #closed = false;
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();
  readonly #logger = new Logger('ChdbEngine');

  constructor(
    private readonly directory: string,
    private readonly allocator = ALLOCATOR,
  ) {}

  /** Process id while the engine runs. */
  async pid(): Promise<number | undefined> {
    return (await this.#running()).pid;
  }

  /** Runs a statement; answers its rows as lines of JSON, in parts of whole lines. `signal` ends one with a SETTINGS clause. */
  async run(sql: string, signal?: AbortSignal): Promise<readonly string[]> {
    if (signal?.aborted) throw abortReason(signal);
    const engine = await this.#running();
    // The engine may have had to start first.
    if (signal?.aborted) throw abortReason(signal);
    const id = ++this.#lastId;
    const mark = `${process.pid}-${id}`;
    const marked = signal ? `${sql}, log_comment = '${mark}'` : sql;
    const cancel = () => this.#send(engine, { type: 'cancel', id, mark });
    try {
      return await new Promise<readonly string[]>((resolve, reject) => {
        this.#pending.set(id, { parts: [], resolve, reject });
        signal?.addEventListener('abort', cancel, { once: true });
        this.#send(engine, { type: 'run', id, sql: marked });
      });
    } catch (error) {
      if (signal?.aborted) throw abortReason(signal);
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(id);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const engine = await this.#process?.catch(() => undefined);
    if (!engine || engine.exitCode !== null || engine.signalCode !== null) return;
    const ended = new Promise((resolve) => engine.once('close', resolve));
    this.#send(engine, { type: 'close' });
    await ended;
  }

  #running(): Promise<ChildProcess> {
    if (this.#closed) throw new AppError('SERVICE_UNAVAILABLE', 'The analytical store is closed.');
    this.#process ??= this.#start().catch((error: unknown) => {
      this.#process = undefined;
      throw error;
    });
    return this.#process;
  }

  #start(): Promise<ChildProcess> {
    refuseUnfitMachine();
    mkdirSync(this.directory, { recursive: true });
    const script = join(__dirname, `engine-process${extname(__filename)}`);
    const engine = fork(script, [this.directory, String(SESSIONS)], {
      // Node's own flags (a debugger, a test runner's loader) are not for the engine.
      execArgv: [
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      ],
      // libuv's pool runs the queries; its default of 4 threads would starve the control session.
      env: {
        PATH: '',
        HOME: this.directory,
        UV_THREADPOOL_SIZE: String(SESSIONS * 2),
        JE_MALLOC_CONF: this.allocator,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Answers are JSON themselves: as such in JSON, each of their quotes would be escaped and read again.
      serialization: 'advanced',
    });
    return new Promise((resolve, reject) => {
      let reason: string | undefined;
      // The engine says on stderr what its errors leave out, such as who holds the directory.
      let said = '';
      engine.stderr?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-STDERR_CHARACTERS);
      });
      engine.on('message', (reply: EngineReply) => {
        if (reply.type === 'ready') resolve(engine);
        else if (reply.type === 'unusable') reason = reply.reason;
        else if (reply.type === 'part') this.#pending.get(reply.id)?.parts.push(reply.text);
        else if (reply.type === 'done') this.#finish(reply.id, reply.text);
        else this.#fail(reply.id, reply.message, reply.engineCode);
      });
      engine.on('error', reject);
      // `close`, not `exit`: by then everything that it said has arrived.
      engine.on('close', (code, killedBy) => {
        const how = killedBy ?? code;
        reject(unusable(`${reason ?? `its process ended with ${how}`}`, said));
        this.#onExit(how, said);
      });
    });
  }

  #finish(id: number, text: string): void {
    const pending = this.#pending.get(id);
    pending?.resolve([...pending.parts, text]);
  }

  #fail(id: number, message: string, engineCode: number | null): void {
    const fault =
      engineCode === QUERY_CANCELLED
        ? new AppError('SERVICE_UNAVAILABLE', 'The query was cancelled.')
        : engineFault(message, engineCode);
    this.#pending.get(id)?.reject(fault);
  }

  #onExit(how: string | number | null, said: string): void {
    this.#process = undefined;
    if (!this.#closed)
      this.#logger.error({ how, said }, 'The analytical engine ended; it starts again on demand');
    for (const { reject } of this.#pending.values()) {
      reject(new AppError('SERVICE_UNAVAILABLE', 'The analytical engine ended; try again.'));
    }
  }

  #send(engine: ChildProcess, request: EngineRequest): void {
    // A failure to send means that the process is ending: its exit answers everything under way.
    if (engine.connected) engine.send(request, () => undefined);
  }
}

const ELSEWHERE = 'Set CLICKHOUSE_URL to use a ClickHouse server instead.';

function unusable(reason: string, said = ''): AppError {
  const message = /Another server instance/.test(said)
    ? 'Another process has the directory of the analytical engine open.'
    : `The embedded analytical engine (chDB) cannot run: ${reason}. ${ELSEWHERE}`;
  return new AppError('SERVICE_UNAVAILABLE', message);
}

/** chDB ends with SIGILL on a processor without AVX2, which explains nothing to anybody. */
function refuseUnfitMachine(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  let flags: string;
  try {
    flags = readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return;
  }
  if (!/\bavx2\b/.test(flags)) throw unusable('this processor has no AVX2 instructions');
}
