import { MAX_RESPONSE_BYTES } from './subgraphs';

/** An answer up to this size is always taken: what many small ones take together has its bound elsewhere. */
const SMALL_BYTES = 1024 * 1024;
/** What the parts of big answers that are not complete yet may take together: one of the largest that is taken. */
const MOST_HELD_BYTES = MAX_RESPONSE_BYTES;

/** Memory that answers of subgraphs hold while they arrive: several huge ones must not end the process. */
export class HeldBytes {
  #held = 0;

  /** The bytes of one answer; each hold is released once. */
  hold(): HeldAnswer {
    let size = 0;
    return {
      add: (bytes) => {
        size += bytes;
        this.#held += bytes;
        return size <= SMALL_BYTES || this.#held <= MOST_HELD_BYTES;
      },
      release: () => {
        this.#held -= size;
        size = 0;
      },
    };
  }
}

export interface HeldAnswer {
  /** False when this answer has to be given up. */
  add(bytes: number): boolean;
  release(): void;
}
