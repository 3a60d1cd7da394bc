import { AppError } from '@ai-finops/service-kit/errors';
import type { EventStream } from '@ai-finops/service-kit/event-stream';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ShapedResult } from '../execution/stock-shaper';
import type { CredentialCheck } from './credential';

/** What is needed to tell the events of a subscription. */
export interface Telling {
  readonly stream: EventStream;
  /** The text of an answer as the client sees it. */
  readonly textOf: (answer: ShapedResult) => string;
  /** The text that tells of what ended it. */
  readonly refusal: (cause: unknown) => { readonly code: string; readonly text: string };
  /** Whether its viewer is still let in. */
  readonly check: CredentialCheck;
  readonly onEvent: () => void;
}

/** Why it ended, where no error did: its source had no more, or its reader left. */
type End = 'complete' | 'left';

const LEFT = Symbol('left');

/** One subscription of a client, from the request for it to its end. */
export class Subscription {
  readonly #leaving = new AbortController();
  /** Of what is being waited for. */
  #wake: (() => void) | undefined;
  #answers: AsyncIterator<ShapedResult> | undefined;
  #check: CredentialCheck | undefined;
  #checking = false;
  #cause: unknown;

  constructor(
    /** Takes one of its viewer's places. Errors TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE. */
    private readonly takePlace: (subscription: Subscription, context: RequestContext) => void,
    private readonly onEnd: (subscription: Subscription) => void,
  ) {}

  /** Ends what is done for it at a subgraph. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  /** False until its source is open. */
  get isOpen(): boolean {
    return this.#answers !== undefined;
  }

  /** Errors TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE. */
  admit(context: RequestContext): void {
    this.takePlace(this, context);
  }

  /** Where its answers come from. */
  open(answers: AsyncIterable<ShapedResult>): void {
    this.#answers = answers[Symbol.asyncIterator]();
  }

  /** Ends it with what its reader is told. */
  end(cause: unknown): void {
    this.#cause ??= cause;
    this.leave();
  }

  /** Lets go of it, also where it was never opened. */
  leave(): void {
    this.#leaving.abort();
    this.#wake?.();
    this.onEnd(this);
  }

  /** Ends it when its viewer is not let in any more. */
  async recheck(): Promise<void> {
    if (!this.#check || this.#checking) return;
    this.#checking = true;
    try {
      await this.#check();
    } catch (cause) {
      this.end(cause);
    } finally {
      this.#checking = false;
    }
  }

  /** Tells its events to the end. Answers how that came: `complete`, `left`, or the code of an error. */
  async tell({ stream, textOf, refusal, check, onEvent }: Telling): Promise<string> {
    this.#check = check;
    stream.once('close', () => this.leave());
    const end = await this.#tellAll(stream, textOf, onEvent);
    this.leave();
    void this.#answers?.return?.()?.catch(() => undefined);
    if (this.#cause === undefined) {
      stream.complete();
      return end;
    }
    const { code, text } = refusal(this.#cause);
    stream.complete(text);
    return code;
  }

  async #tellAll(
    stream: EventStream,
    textOf: Telling['textOf'],
    onEvent: () => void,
  ): Promise<End> {
    if (!this.#answers) throw new AppError('INTERNAL', 'There is nothing to tell.');
    try {
      for (;;) {
        const result = await this.#unlessLeft(this.#answers.next());
        if (result === LEFT) return 'left';
        if (result.done) return 'complete';
        onEvent();
        const told = await this.#unlessLeft(stream.next(textOf(result.value)));
        if (told !== true) return 'left';
      }
    } catch (cause) {
      if (!this.signal.aborted) this.#cause ??= cause;
      return 'left';
    }
  }

  /** Nothing that is waited for, a subgraph or a reader, holds up its end. */
  #unlessLeft<Value>(work: Promise<Value>): Promise<Value | typeof LEFT> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(LEFT);
      if (this.signal.aborted) resolve(LEFT);
      work.then(resolve, reject);
    });
  }
}
