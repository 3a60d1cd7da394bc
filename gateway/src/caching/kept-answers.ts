import { BoundedMap } from '@ai-finops/service-kit/bounded-map';
import { withCompressed } from '../compression';

/** An answer as it was found once: the bytes that are sent, or for an entity the text of what was told of it. */
export interface KeptAnswer<Content extends string | Buffer> {
  readonly content: Content;
  /** What the subgraphs said before they were asked. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * How a question met the cache: `hit`; `miss`, when nothing was kept; `expired`, when its time was over; `changed`, when
 * data have changed since; `bypass`, when a subgraph does not say whether they have.
 */
export type CacheOutcome = 'hit' | 'miss' | 'expired' | 'changed' | 'bypass';

/** `oldest`: what was found before has had its time. */
export function outcomeOf(
  kept: KeptAnswer<string | Buffer> | undefined,
  version: string | undefined,
  oldest: number,
): CacheOutcome {
  if (version === undefined) return 'bypass';
  if (!kept) return 'miss';
  if (kept.version !== version) return 'changed';
  return kept.since > oldest ? 'hit' : 'expired';
}

/** What an entry takes besides its content: 218 bytes in a heap of 300,000 of them, and some for safety. */
const ENTRY_BYTES = 300;
/** One answer may not drive out everything else. */
const LARGEST_SHARE = 1 / 8;

/** The answers of one process: those used last, up to so many bytes. */
export class KeptAnswers<Content extends string | Buffer> {
  readonly #answers: BoundedMap<string, KeptAnswer<Content>>;

  constructor(private readonly capacityBytes: number) {
    this.#answers = new BoundedMap(capacityBytes);
  }

  get count(): number {
    return this.#answers.size;
  }

  get bytes(): number {
    return this.#answers.weight;
  }

  get(key: string): KeptAnswer<Content> | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: KeptAnswer<Content>): void {
    const { content, version } = answer;
    const size = typeof content === 'string' ? memoryOf(content) : withCompressed(content.length);
    const bytes = size + memoryOf(version) + memoryOf(key) + ENTRY_BYTES;
    if (bytes <= this.capacityBytes * LARGEST_SHARE) this.#answers.set(key, answer, bytes);
  }
}

/** V8 keeps one byte a character while all of them are Latin-1, else two; what is not ASCII counts as the latter. */
function memoryOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length;
}
