import { Injectable, Logger } from '@nestjs/common';
import { RollupPointersStore } from './rollup-pointers.store';
import { RollupsStore } from './rollups.store';

/** Batches that are summed up in one statement. */
const AT_ONCE = 20;
/** A rollup without a pointer may be one that is about to get it, or that somebody still reads. */
const UNUSED_KEEP_MS = 60 * 60_000;

/** Sees to it that live batches have rollups, and that no others stay. */
@Injectable()
export class Rollups {
  readonly #logger = new Logger('Rollups');
  /** When each rollup was first seen without a pointer. */
  #unused = new Map<string, number>();

  constructor(
    private readonly store: RollupsStore,
    private readonly pointers: RollupPointersStore,
  ) {}

  prepare(): Promise<void> {
    return this.store.prepare();
  }

  /** Builds what is missing: of batches older than rollups are, and of those that are to be built anew. */
  async buildMissing(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        const missing = await this.pointers.missing(AT_ONCE);
        if (missing.length === 0) return;
        await this.pointers.point(await this.store.build(missing, signal));
      }
    } catch (err) {
      // Questions are answered from the charges meanwhile.
      if (!signal.aborted) this.#logger.error({ err }, 'Rollups could not be built; tried again');
    }
  }

  /** To be called when the charges of the batch are gone. */
  async dropOf(batchId: string): Promise<void> {
    const id = await this.pointers.rollupOf(batchId);
    if (id !== null) await this.store.drop([id]);
  }

  /** Drops what no batch has pointed at for a while. */
  async dropUnused(now = Date.now()): Promise<void> {
    const ids = await this.store.ids();
    const used = await this.pointers.used(ids);
    const unused = ids.filter((id) => !used.has(id));
    this.#unused = new Map(unused.map((id) => [id, this.#unused.get(id) ?? now]));
    const old = unused.filter((id) => now - (this.#unused.get(id) ?? now) >= UNUSED_KEEP_MS);
    await this.store.drop(old);
  }
}
