import { Readable } from 'node:stream';

/** A comment from time to time keeps a quiet stream from being taken for a dead one. */
const HEARTBEAT_MS = 12_000;
/** Whoever takes nothing for so long is gone, or may as well be. */
const STALLED_MS = 30_000;
/** What waits for a slow reader beside the event that is being sent. */
const WAITING_BYTES = 16 * 1024;

/** For an answer that is told bit by bit: nobody on the way may keep, gather or change it. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

const LINE_END = /\r\n|\r|\n/;

/** One event in the text of server-sent events (HTML, 9.2); `data` may have several lines. */
export function eventText(event: string, data: string): string {
  const lines = data.split(LINE_END).map((line) => `data: ${line}\n`);
  return `event: ${event}\n${lines.join('')}\n`;
}

/**
 * The events of one subscription (protocol graphql-sse, distinct connections) as the body of an answer. It
 * takes one event at a time: who sends waits until its reader has room, so that whatever is slow slows down
 * the source. A reader that takes nothing for half a minute loses the stream.
 */
export class EventStream extends Readable {
  readonly #beat: NodeJS.Timeout;
  #wake: (() => void) | undefined;
  #over = false;

  constructor(private readonly stalledMs = STALLED_MS) {
    super({ highWaterMark: WAITING_BYTES, read: () => this.#wake?.() });
    // The first bytes make the head go out; some browsers wait for them.
    this.push(':\n\n');
    this.#beat = setInterval(() => {
      if (this.readableLength === 0) this.push(':\n\n');
    }, HEARTBEAT_MS).unref();
    this.once('close', () => {
      this.#over = true;
      clearInterval(this.#beat);
      this.#wake?.();
    });
  }

  /** Sends a result; answers once there is room for the next: false when nobody reads any more. */
  async next(result: string): Promise<boolean> {
    if (this.#over) return false;
    if (!this.push(eventText('next', result))) await this.#room();
    return !this.#over;
  }

  /** Says that nothing more comes, after `last` when there is one, without waiting for room. */
  complete(last?: string): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#beat);
    if (last !== undefined) this.push(eventText('next', last));
    this.push(eventText('complete', ''));
    this.push(null);
    const timer = setTimeout(() => this.destroy(), this.stalledMs).unref();
    this.once('close', () => clearTimeout(timer));
  }

  async #room(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.destroy(), this.stalledMs).unref();
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
