import type { ChargeScope } from '../access/charge-scope';

/**
 * Charges whose rollups one thread reads sooner than several. The engine gives a further thread at least 160 000 rows
 * to read, and these have about as many; with fewer its threads only wait for each other, for a tenth to a fifth of the
 * question's time.
 */
const FEW_CHARGES = 3_000_000;

/** How the engine reads rollups: by one thread those of few charges, by as many as it likes others. */
export function rollupSettings({
  charges = Number.POSITIVE_INFINITY,
}: ChargeScope): Readonly<Record<string, number>> {
  return charges <= FEW_CHARGES ? { max_threads: 1 } : {};
}
