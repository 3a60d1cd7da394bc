import pg from 'pg';
import type { Bed } from './bed.ts';
import { send } from './load.ts';

/** Somebody whose registration was answered with success. */
export interface Entry {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly refreshToken: string;
}

export interface Reckoning {
  readonly acknowledged: number;
  /** Acknowledged, but no longer there. */
  readonly lost: number;
  /** Addresses with more than one account. */
  readonly duplicates: number;
  /** Acknowledged refresh tokens that are refused, of those tried. */
  readonly deadTokens: number;
}

/** So many acknowledged refresh tokens are tried: the newest, which a crash would lose first. */
const TRIED = 40;

/** What the platform said that it has done: only what it acknowledged has to be there. */
export class Ledger {
  readonly #entries: Entry[] = [];

  acknowledge(entry: Entry): void {
    this.#entries.push(entry);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Compares with the database itself and with what auth still accepts; to be called when all is quiet. */
  async reckon(bed: Bed): Promise<Reckoning> {
    const client = new pg.Client({ connectionString: bed.databaseUrl });
    await client.connect();
    try {
      const ids = this.#entries.map(({ id }) => id);
      const found = await client.query('SELECT id FROM "User" WHERE id = ANY($1)', [ids]);
      const twice = await client.query(
        'SELECT lower(email) FROM "User" GROUP BY lower(email) HAVING count(*) > 1',
      );
      let deadTokens = 0;
      for (const { refreshToken } of this.#entries.slice(-TRIED)) {
        const answer = await send(`${bed.url('auth')}/auth/refresh`, { refreshToken });
        await answer.body?.cancel();
        if (!answer.ok) deadTokens += 1;
      }
      return {
        acknowledged: ids.length,
        lost: ids.length - (found.rowCount ?? 0),
        duplicates: twice.rowCount ?? 0,
        deadTokens,
      };
    } finally {
      await client.end();
    }
  }
}
