import type { RateQuote } from './rate-quote';

/** The one currency that is a side of every rate; null when none is, or both of a single pair are. */
export function commonBase(quotes: readonly RateQuote[]): string | null {
  const [first] = quotes;
  if (!first) return null;
  const common = [first.from, first.to].filter((side) =>
    quotes.every(({ from, to }) => from === side || to === side),
  );
  return common.length === 1 ? (common[0] ?? null) : null;
}
