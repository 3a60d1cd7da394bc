import type { ShapedResult } from './execution/stock-shaper';

/** What came of a query before Apollo Server was asked to tell it: it is not run, paid or measured from its start again. */
export interface Found {
  /** On the clock of `performance.now`. */
  readonly startedAt: number;
  readonly cost: number;
  /** Throws what the execution threw. */
  result(): ShapedResult;
}
