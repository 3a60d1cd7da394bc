import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A public FOCUS 1.0 sample that a checkout may have beside it. */
const SAMPLE = join(
  __dirname,
  '../../shared/finops/data/focus-foundation/focus_sample_1.0_1000.csv',
);

/** Path of the sample, or undefined (said aloud) where it is not there. */
export function sampleBill(): string | undefined {
  if (existsSync(SAMPLE)) return SAMPLE;
  process.stderr.write(`Skipped: the FOCUS sample bill is not at ${SAMPLE}.\n`);
  return undefined;
}
