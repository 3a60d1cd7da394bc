import { setTimeout as sleep } from 'node:timers/promises';
import { expectAgain } from '../result-text';
import type { ShapedResult } from './stock-shaper';

/**
 * How identical queries of one viewer join: `arriving`, those that come while one is under way wait for it, and then run
 * as one; `running`, they get the answer of the one that is under way; `off`, never.
 */
export type Sharing = 'arriving' | 'running' | 'off';

/** Whoever waits for a run that takes longer begins without it. */
const MOST_WAIT_MS = 5;

type Run = () => Promise<ShapedResult>;

/**
 * One run, as long as it can be joined. Old tables of a Map live on until the next long collection, with all that their
 * entries lead to: an entry that has served its time leads nowhere.
 */
interface Joinable {
  result: Promise<ShapedResult> | null;
}

/**
 * Runs of one query that several requests share. Those that arrive see what each would have seen alone, for nothing is
 * read before the last of them has come. Joining a run that is under way may tell a viewer what was true before a change
 * of their own: that is for those to choose who can bear it.
 */
export class SharedRuns {
  /** The newest of each key. */
  readonly #underWay = new Map<string, Joinable>();
  readonly #waiting = new Map<string, Joinable>();

  /** `key` says everything besides the query that the answer can depend on. */
  join(key: string, sharing: Exclude<Sharing, 'off'>, run: Run): Promise<ShapedResult> {
    const before = this.#underWay.get(key)?.result;
    if (!before) return this.#begin(key, run);
    if (sharing === 'running') return shared(before);
    const waiting = this.#waiting.get(key)?.result;
    if (waiting) return shared(waiting);
    return open(this.#waiting, key, async (close) => {
      await Promise.race([before.catch(() => undefined), sleep(MOST_WAIT_MS)]);
      close();
      return this.#begin(key, run);
    });
  }

  #begin(key: string, run: Run): Promise<ShapedResult> {
    return open(this.#underWay, key, (close) => {
      const result = run();
      result.then(close, close);
      return result;
    });
  }
}

/** Lets others join what `begin` begins until it is closed, or another takes its place. */
function open(
  runs: Map<string, Joinable>,
  key: string,
  begin: (close: () => void) => Promise<ShapedResult>,
): Promise<ShapedResult> {
  const joinable: Joinable = { result: null };
  runs.set(key, joinable);
  const result = begin(() => {
    joinable.result = null;
    if (runs.get(key) === joinable) runs.delete(key);
  });
  joinable.result = result;
  return result;
}

function shared(result: Promise<ShapedResult>): Promise<ShapedResult> {
  result.then(({ data }) => data && expectAgain(data)).catch(() => undefined);
  return result;
}
