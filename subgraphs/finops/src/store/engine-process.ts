// The process that owns a chDB directory. It stands alone (Node runs this file as it is, types
// stripped), speaks engine-protocol.ts over IPC, and ends with its parent: an orphan would keep the
// directory's lock.
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from 'chdb';
import type { EngineReply, EngineRequest } from './engine-protocol';

const [directory = '', sessions = '4'] = process.argv.slice(2);

/**
 * One session runs one query at a time, so there are several; the last one is kept for KILL QUERY. They take
 * turns: a session lets go of a query that was cancelled when it gets the next one.
 */
const idle: Session[] = [];
const waiting: (() => void)[] = [];
/** Those that wait for a session too. */
const underWay = new Set<number>();
const cancelled = new Set<number>();
const KILL_AGAIN_MS = 50;

/**
 * As nice as that: a query takes all the processors there are, and who only hands answers on shall not wait for it. A
 * thread is as nice as the one that begins it, so this comes before all of them.
 */
const NICENESS = 10;

function beNice(): void {
  try {
    setPriority(NICENESS);
  } catch {
    // A system that does not allow it runs the engine all the same.
  }
}

function say(reply: EngineReply): void {
  if (process.connected) process.send?.(reply);
}

async function start(): Promise<void> {
  beNice();
  try {
    const { Session } = await import('chdb');
    for (let n = 0; n <= Number(sessions); n++) idle.push(new Session(directory));
  } catch (error) {
    say({ type: 'unusable', reason: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    process.disconnect?.();
    return;
  }
  const control = idle.pop();
  if (!control) throw new Error('No session for control.');
  process.on('message', (request: EngineRequest) => {
    if (request.type === 'run') void run(request);
    else if (request.type === 'cancel') void cancel(control, request.id, request.mark);
    else end();
  });
  say({ type: 'ready' });
}

async function run({ id, sql }: EngineRequest & { type: 'run' }): Promise<void> {
  underWay.add(id);
  const session = idle.shift() ?? (await nextIdle());
  try {
    if (cancelled.has(id)) throw Object.assign(new Error('Cancelled.'), { clickhouseCode: 394 });
    const result = await session.queryAsync(sql, { format: 'JSONEachRow' });
    answer(id, result.text());
  } catch (error) {
    const code = (error as { clickhouseCode?: unknown }).clickhouseCode;
    const message = error instanceof Error ? error.message : String(error);
    say({
      type: 'failed',
      id,
      engineCode: typeof code === 'number' ? code : codeIn(message),
      message,
    });
  } finally {
    underWay.delete(id);
    cancelled.delete(id);
    idle.push(session);
    waiting.shift()?.();
  }
}

/** Who reads a message can do nothing else meanwhile, so a long answer comes in several. */
const MOST_OF_A_MESSAGE = 500_000;

function answer(id: number, text: string): void {
  let at = 0;
  while (text.length - at > MOST_OF_A_MESSAGE) {
    const end = text.indexOf('\n', at + MOST_OF_A_MESSAGE) + 1;
    if (end === 0) break;
    say({ type: 'part', id, text: text.slice(at, end) });
    at = end;
  }
  say({ type: 'done', id, text: text.slice(at) });
}

async function nextIdle(): Promise<Session> {
  for (;;) {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const session = idle.shift();
    if (session) return session;
  }
}

async function cancel(control: Session, id: number, mark: string): Promise<void> {
  if (!underWay.has(id)) return;
  cancelled.add(id);
  // Aborting a call would only forget its result; the engine goes on until it is told to stop, and does not
  // know a query yet that has just been given to it.
  const kill = `KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`;
  while (underWay.has(id)) {
    await control.queryAsync(kill).catch(() => undefined);
    await sleep(KILL_AGAIN_MS);
  }
}

function codeIn(message: string): number | null {
  const match = /Code: (\d+)/.exec(message);
  return match ? Number(match[1]) : null;
}

/** SIGKILL, for a running query would hold up an orderly exit; parts are written atomically. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

// Ctrl-C reaches the whole process group: the parent decides when the engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', end);
void start();
