import { AppError } from '@ai-finops/service-kit/errors';
import { Feed } from '@ai-finops/service-kit/feed';
import { Injectable, Logger } from '@nestjs/common';
import type { ImportRow } from './import-rows.store';
import { type ImportStanding, ImportsStore } from './imports.store';

/** Twice as often as a worker notes how far it is. */
const LOOK_EVERY_MS = 500;

interface Watched {
  /** As its watchers know it. */
  row: ImportRow;
  readonly feeds: Set<Feed<ImportRow>>;
}

/**
 * Imports that somebody follows, whichever replica works at them. Postgres is asked once in a while for all of
 * them together, by their primary keys, and only as long as anybody watches. LISTEN would need a connection
 * of its own that no pooler in between may share (Neon's, PgBouncer's), and brings one event a second at most.
 */
@Injectable()
export class ImportWatch {
  readonly #logger = new Logger('Imports');
  readonly #watched = new Map<string, Watched>();
  #looking = false;

  constructor(private readonly store: ImportsStore) {}

  /** The import as it stands, then each time that it is further, at last as it ended. Error NOT_FOUND. */
  watch(row: ImportRow): Feed<ImportRow> {
    const watched = this.#watched.get(row.id) ?? { row, feeds: new Set() };
    const feed = new Feed<ImportRow>('newest', () => {
      watched.feeds.delete(feed);
      if (watched.feeds.size === 0) this.#watched.delete(row.id);
    });
    feed.publish(row);
    if (hasEnded(row)) {
      feed.end();
      return feed;
    }
    watched.feeds.add(feed);
    this.#watched.set(row.id, watched);
    if (!this.#looking) void this.#lookOn();
    return feed;
  }

  async #lookOn(): Promise<void> {
    this.#looking = true;
    let wasWell = true;
    while (this.#watched.size > 0) {
      await pause(LOOK_EVERY_MS);
      try {
        await this.#look();
        wasWell = true;
      } catch (err) {
        // The database may be away for a moment; those who watch wait for the next look.
        if (wasWell) this.#logger.warn({ err }, 'Imports that are watched could not be looked at');
        wasWell = false;
      }
    }
    this.#looking = false;
  }

  async #look(): Promise<void> {
    const standings = await this.store.findStandings([...this.#watched.keys()]);
    const found = new Map(standings.map((standing) => [standing.id, standing]));
    for (const [id, watched] of this.#watched) {
      const standing = found.get(id);
      if (standing && isSame(standing, watched.row)) continue;
      const row = standing ? await this.store.findById(id) : null;
      if (row) tell(watched, row);
      else forget(watched);
    }
  }
}

function tell(watched: Watched, row: ImportRow): void {
  watched.row = row;
  for (const feed of watched.feeds) {
    feed.publish(row);
    if (hasEnded(row)) feed.end();
  }
}

function forget({ row: { id }, feeds }: Watched): void {
  for (const feed of feeds) {
    feed.fail(new AppError('NOT_FOUND', 'The import is not there any more.', { id }));
  }
}

const hasEnded = ({ status }: ImportStanding): boolean =>
  status === 'PUBLISHED' || status === 'FAILED';

const isSame = (a: ImportStanding, b: ImportStanding): boolean =>
  a.status === b.status && a.rows_read === b.rows_read && a.bytes_read === b.bytes_read;

/** Holds up no end of the process. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms).unref());
