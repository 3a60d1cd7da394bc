import { hash } from 'node:crypto';
import type { Statement } from '../store/bindings';

/** Values in the rows of the largest answer that is kept, and of all that are: some tens of megabytes. */
const MOST_OF_ONE = 100_000;
const MOST_OF_ALL = 500_000;

interface Kept {
  readonly rows: Promise<readonly object[]>;
  /** 0 while the answer is on its way. */
  cells: number;
}

/**
 * Answers of the engine for whoever asks the same. A statement names the batches that it reads, which never
 * change, and the rights within which it does: as long as both are the same, so is the answer. Those who ask
 * at the same time wait for one answer.
 */
export class KeptAnswers {
  /** By statement, the one longest unused first. */
  readonly #kept = new Map<string, Kept>();
  #cells = 0;

  async rows<Row extends object>(
    { sql, parameters }: Statement,
    ask: () => Promise<Row[]>,
  ): Promise<readonly Row[]> {
    const key = hash('sha256', `${sql}\n${JSON.stringify(parameters)}`);
    const kept = this.#kept.get(key) ?? this.#begin(key, ask());
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.rows as Promise<readonly Row[]>;
  }

  #begin(key: string, rows: Promise<readonly object[]>): Kept {
    const kept: Kept = { rows, cells: 0 };
    const forget = () => this.#forget(key, kept);
    rows.then((found) => {
      kept.cells = found.length * Object.keys(found[0] ?? {}).length + 1;
      this.#cells += kept.cells;
      if (kept.cells > MOST_OF_ONE) forget();
      this.#makeRoom();
    }, forget);
    return kept;
  }

  #makeRoom(): void {
    for (const [key, kept] of this.#kept) {
      if (this.#cells <= MOST_OF_ALL) return;
      if (kept.cells > 0) this.#forget(key, kept);
    }
  }

  #forget(key: string, kept: Kept): void {
    this.#cells -= kept.cells;
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
  }
}
