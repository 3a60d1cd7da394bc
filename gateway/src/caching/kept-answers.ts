import { BoundedMap } from '../bounded-map';

/** An answer as it was found once. */
export interface KeptAnswer {
  /** JSON text of its data. */
  readonly text: string;
  /** What the subgraphs said before they were asked. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What an entry takes besides its texts: 218 bytes in a heap of 300,000 of them, and some for safety. */
const ENTRY_BYTES = 300;
/** One answer may not drive out everything else. */
const LARGEST_SHARE = 1 / 8;

/** The answers of one process: those used last, up to so many bytes. */
export class KeptAnswers {
  readonly #answers: BoundedMap<string, KeptAnswer>;

  constructor(private readonly capacityBytes: number) {
    this.#answers = new BoundedMap(capacityBytes);
  }

  get count(): number {
    return this.#answers.size;
  }

  get bytes(): number {
    return this.#answers.weight;
  }

  get(key: string): KeptAnswer | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: KeptAnswer): void {
    const bytes = memoryOf(answer.text) + memoryOf(answer.version) + memoryOf(key) + ENTRY_BYTES;
    if (bytes <= this.capacityBytes * LARGEST_SHARE) this.#answers.set(key, answer, bytes);
  }
}

/** V8 keeps one byte a character while all of them are Latin-1, else two; what is not ASCII counts as the latter. */
function memoryOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length;
}
