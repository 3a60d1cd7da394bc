import type { Anomaly } from './anomalies';
import type { Calendar } from './calendar';
import type { FocusVersion } from './columns';
import type { RowFormat } from './row';
import type { Totals } from './totals';

/** What the parts of a bill share while it is written. */
export interface Bill {
  readonly calendar: Calendar;
  readonly seed: number;
  readonly version: FocusVersion;
  readonly anomalies: readonly Anomaly[];
  /** 1 for the smallest estate; commitments grow with it. */
  readonly estateScale: number;
  readonly format: RowFormat;
  readonly totals: Totals;
}

/** Lines of CSV; consumed as they come, so that memory does not depend on the size of the bill. */
export type Lines = Iterable<string>;
