import type { ChargeScope } from '../access/charge-scope';
import type { Rollup } from './rollup-tables';

/**
 * Charges whose sums by day one thread reads sooner than several. The engine gives a further thread at least 160 000 rows
 * to read, and these have about as many; with fewer its threads only wait for each other, for a tenth to a fifth of the
 * question's time.
 */
const FEW_CHARGES = 3_000_000;

/** How the engine reads a rollup: by one thread what is short, by as many as it likes the rest. */
export function rollupSettings(
  { grain }: Rollup,
  { charges = Number.POSITIVE_INFINITY }: ChargeScope,
): Readonly<Record<string, number>> {
  return grain === 'DAY' && charges <= FEW_CHARGES ? { max_threads: 1 } : {};
}
