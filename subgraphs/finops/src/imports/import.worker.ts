import { AppError } from '@ai-finops/service-kit/errors';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { REPLACED_KEEP_MS } from '../access/live-batches.store';
import { Rollups } from '../rollups/rollups.service';
import { UploadFiles } from '../uploads/upload-files';
import { UploadsService } from '../uploads/uploads.service';
import { BillImporter, type BillSource, type ImportProgress } from './bill-importer';
import { ChargesStore } from './charges.store';
import { type Attempt, type ClaimedImport, ImportQueueStore } from './import-queue.store';
import { RefusedRowsStore } from './refused-rows.store';

/** How a worker finds out about imports that another replica accepted. */
const POLL_MS = 1_000;
const HEARTBEAT_MS = 10_000;
/** A worker that gave no sign for this long is dead. */
const ABANDONED_MS = 60_000;
const CLEAN_UP_MS = 60_000;
const MAX_ATTEMPTS = 2;

/** Imports waiting bills, one after another, in the background of the service. */
@Injectable()
export class ImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('Imports');
  readonly #stop = new AbortController();
  #wake: (() => void) | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly queue: ImportQueueStore,
    private readonly charges: ChargesStore,
    private readonly refused: RefusedRowsStore,
    private readonly importer: BillImporter,
    private readonly files: UploadFiles,
    private readonly uploads: UploadsService,
    private readonly rollups: Rollups,
  ) {}

  onApplicationBootstrap(): void {
    this.#ended = this.#work();
  }

  /** Lets go of the running import, which the next start takes up again. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort(new Error('The service is stopping.'));
    this.#wake?.();
    await this.#ended;
  }

  /** Looks for work now instead of at the next turn. */
  nudge(): void {
    this.#wake?.();
  }

  async #work(): Promise<void> {
    let prepared = false;
    let cleanUpAt = 0;
    let summedUp = false;
    while (!this.#stop.signal.aborted) {
      try {
        if (!prepared) {
          await this.charges.prepare();
          await this.rollups.prepare();
          // No other worker can be alive beside an engine that has one owner.
          await this.#takeUp(this.charges.exclusive ? 0 : ABANDONED_MS);
          prepared = true;
        }
        if (Date.now() >= cleanUpAt) {
          await this.cleanUp();
          cleanUpAt = Date.now() + CLEAN_UP_MS;
          summedUp = false;
        }
        const claimed = await this.queue.claim();
        if (claimed) {
          await this.#import(claimed);
          summedUp = false;
        } else if (!summedUp) {
          // In steps, so that an import that comes meanwhile waits for one of them.
          summedUp = !(await this.rollups.buildNext(this.#stop.signal));
        } else await this.#sleep(POLL_MS);
      } catch (err) {
        if (this.#stop.signal.aborted) return;
        this.#logger.error({ err }, 'The import worker met an error; it goes on');
        await this.#sleep(POLL_MS);
      }
    }
  }

  async #import(claimed: ClaimedImport): Promise<void> {
    const { id } = claimed;
    const heartbeat = setInterval(
      () => void this.queue.heartbeat(claimed).catch(() => undefined),
      HEARTBEAT_MS,
    );
    try {
      await this.#attempt(claimed);
    } catch (err) {
      if (this.#stop.signal.aborted) {
        await this.#discard(claimed).catch(() => undefined);
        await this.queue.release(claimed);
        return;
      }
      this.#logger.error({ err, importId: id }, 'An import was interrupted');
      await this.#discard(claimed);
      await this.#recover(claimed);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #attempt(claimed: ClaimedImport): Promise<void> {
    // What an earlier attempt left behind takes space and time.
    if (claimed.attempts > 1) await this.#discard(claimed);
    const sources = await this.#sourcesOf(claimed);
    if (!sources) {
      const missing = { code: 'NOT_FOUND', message: 'The uploaded file is not there any more.' };
      await this.queue.fail(claimed, NOTHING_READ, missing);
      return;
    }
    const outcome = await this.importer.run(claimed, sources, this.#stop.signal, (progress) =>
      this.#note(claimed, progress),
    );
    if (outcome.error) {
      const { code, message } = outcome.error;
      await this.#discard(claimed);
      await this.queue.fail(claimed, outcome.findings, { code, message });
      return;
    }
    // When it is not this worker's any more, its charges go with the next cleaning.
    if (await this.queue.publish(claimed, outcome.findings, outcome.batches)) {
      for (const { uploadId } of claimed.files) if (uploadId) await this.files.remove(uploadId);
    }
  }

  /** Undefined when a file is not there any more. */
  async #sourcesOf({ files }: ClaimedImport): Promise<BillSource[] | undefined> {
    const sources: BillSource[] = [];
    for (const { uploadId, ...file } of files) {
      if (uploadId === null || !(await this.files.exists(uploadId))) return undefined;
      sources.push({ ...file, path: this.files.pathOf(uploadId) });
    }
    return sources;
  }

  #note(claimed: ClaimedImport, { rows, bytes, position }: ImportProgress): void {
    const before = claimed.files
      .filter((file) => file.position < position)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    void this.queue.progress(claimed, rows, before + bytes).catch(() => undefined);
  }

  /** Tries once more, for the engine may have died of something else; then gives up. */
  #recover(attempt: Attempt): Promise<boolean> {
    if (attempt.attempts < MAX_ATTEMPTS) return this.queue.release(attempt);
    const error = new AppError(
      'IMPORT_INTERRUPTED',
      'The import was interrupted twice; ask for it again.',
    );
    return this.queue.fail(attempt, NOTHING_READ, error);
  }

  /**
   * Drops what is there of an import that this worker has in hand. What is there of one that another worker took over,
   * because this one was silent for too long, may be the other's.
   */
  async #discard(claimed: ClaimedImport): Promise<void> {
    const remains = await this.charges.remainsOf(claimed.id);
    if (await this.queue.heartbeat(claimed)) await this.charges.discard(remains);
  }

  /** Takes up the imports of workers that have been silent for so long. */
  async #takeUp(silentMs: number): Promise<void> {
    for (const abandoned of await this.queue.findAbandoned(new Date(Date.now() - silentMs))) {
      const remains = await this.charges.remainsOf(abandoned.id);
      // Only then can its worker, should it come back, not publish any more what is dropped.
      if (await this.#recover(abandoned)) await this.charges.discard(remains);
    }
  }

  /** Drops charges and rollups that nobody can see, and uploads that nobody needs. */
  async cleanUp(): Promise<void> {
    await this.#takeUp(ABANDONED_MS);
    await this.#dropUnpublished();
    await this.#dropReplaced();
    await this.uploads.cleanUp();
    await this.rollups.dropUnused();
  }

  async #dropReplaced(): Promise<void> {
    const replaced = await this.queue.findReplaced(new Date(Date.now() - REPLACED_KEEP_MS));
    const ids = replaced.flatMap(({ batchIds }) => batchIds);
    if (ids.length === 0) return;
    for (const { load, month, whole } of replaced) {
      if (whole) await this.charges.dropLoads([load], month);
    }
    const others = replaced.filter(({ whole }) => !whole);
    await this.charges.dropBatches(others.flatMap(({ batchIds }) => batchIds));
    await this.rollups.dropOf(ids);
    await this.queue.markDropped(ids);
  }

  /** Charges of attempts that failed, were given up, or whose import is gone. */
  async #dropUnpublished(): Promise<void> {
    const unpublished = await this.queue.unpublished(await this.charges.loads());
    const found = await this.charges.importsOf(unpublished);
    await this.charges.dropLoads(await this.queue.abandoned(found));
    for (const id of await this.queue.unknown(await this.refused.importIds())) {
      await this.refused.discard(id);
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const NOTHING_READ = {
  version: null,
  rowsRead: 0,
  rowsLoaded: 0,
  issues: [],
  files: [],
  quality: null,
} as const;
