import 'server-only';
import { RateSourcesDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';
import type { RateSource } from './conversion-choice';

/** The sources of exchange rates with everything that they can convert to and from. */
export async function rateSources(): Promise<RateSource[] | Refusal> {
  const { exchangeRateSources } = await askForParts(RateSourcesDocument, {});
  if (exchangeRateSources instanceof Refusal) return exchangeRateSources;
  return exchangeRateSources.map(({ name, base, currencies }) => ({
    name,
    currencies: [base, ...currencies],
  }));
}
