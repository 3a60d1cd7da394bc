import { expectAgain } from '../result-text';
import type { ShapedResult } from './stock-shaper';

/**
 * How long identical queries of one viewer join: `arriving`, until the first of them has asked a subgraph;
 * `running`, until it is answered; `off`, never.
 */
export type Sharing = 'arriving' | 'running' | 'off';

/**
 * Runs of one query that several requests share. Those that join while requests are still arriving see
 * what each would have seen alone, for nothing was read before the last of them came. Joining a run that is
 * under way may tell a viewer what was true before a change of their own: that is for those to choose who
 * can bear it.
 */
export class SharedRuns {
  readonly #open = new Map<string, Promise<ShapedResult>>();

  /** `key` says everything besides the query that the answer can depend on. */
  join(
    key: string,
    sharing: Exclude<Sharing, 'off'>,
    run: () => Promise<ShapedResult>,
  ): Promise<ShapedResult> {
    const known = this.#open.get(key);
    if (known) {
      known.then(({ data }) => data && expectAgain(data)).catch(() => undefined);
      return known;
    }
    const result = new Promise<ShapedResult>((resolve, reject) => {
      // The requests that have arrived by now are all read before this comes.
      setImmediate(() => {
        if (sharing === 'arriving') this.#open.delete(key);
        run().then(resolve, reject);
      });
    });
    this.#open.set(key, result);
    if (sharing === 'running') {
      const close = () => this.#open.delete(key);
      result.then(close, close);
    }
    return result;
  }
}
