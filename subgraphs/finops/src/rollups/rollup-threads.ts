import type { ChargeScope } from '../access/charge-scope';

/**
 * Charges whose rollups one thread reads sooner than several. The engine gives a further thread at least 160 000 rows
 * to read, and these have about as many; with fewer its threads only wait for each other, for a tenth to a fifth of the
 * question's time.
 */
const FEW_CHARGES = 3_000_000;

/** Threads for a question that rollups answer; null for as many as the engine likes. */
export function rollupThreads({ charges = Number.POSITIVE_INFINITY }: ChargeScope): 1 | null {
  return charges <= FEW_CHARGES ? 1 : null;
}
