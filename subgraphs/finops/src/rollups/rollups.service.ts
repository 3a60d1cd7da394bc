import { Injectable, Logger } from '@nestjs/common';
import { RollupPointersStore } from './rollup-pointers.store';
import { DAILY_COSTS, DAILY_USAGE, MONTHLY_COSTS } from './rollup-tables';
import { RollupsStore } from './rollups.store';

/**
 * Charges of batches that are summed up in one statement, unless a single batch has more: those of several accounts at
 * once, whose charges lie among each other, but no more of resources than the engine has memory for at their most.
 */
const STEPS = [
  { rollup: DAILY_COSTS, charges: 20_000_000 },
  { rollup: MONTHLY_COSTS, charges: 1_000_000 },
  { rollup: DAILY_USAGE, charges: 5_000_000 },
] as const;
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

  /**
   * Builds a part of what is missing: sums by resource and by SKU of batches that have just appeared, all of batches older than
   * rollups are and of those that are to be built anew. False when there is nothing more that it can build now.
   */
  async buildNext(signal: AbortSignal): Promise<boolean> {
    try {
      for (const { rollup, charges } of STEPS) {
        const missing = await this.pointers.missing(rollup, charges);
        if (missing.length === 0) continue;
        await this.pointers.point(rollup, await this.store.build(rollup, missing, signal));
        return true;
      }
    } catch (err) {
      // Questions are answered from the charges meanwhile.
      if (!signal.aborted) this.#logger.error({ err }, 'Rollups could not be built; tried again');
    }
    return false;
  }

  /** To be called when the charges of these batches are gone. */
  async dropOf(batchIds: readonly string[]): Promise<void> {
    await this.store.drop(await this.pointers.rollupsOf(batchIds));
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
