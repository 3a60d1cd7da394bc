import 'server-only';
import { DataExtentDocument } from '@/generated/graphql';
import type { Period } from '@/lib/calendar';
import { askForParts } from '@/lib/graph/ask';
import { Refusal } from '@/lib/graph/refusal';

/** From the first to the last day of the bills; null without any. */
export async function dataExtent(): Promise<Period | null | Refusal> {
  const { billingPeriods } = await askForParts(DataExtentDocument, {});
  if (billingPeriods instanceof Refusal) return billingPeriods;
  const starts = billingPeriods.map(({ start }) => start).sort();
  const ends = billingPeriods.flatMap(({ end }) => end ?? []).sort();
  const [from] = starts;
  const to = ends.at(-1);
  return from && to && from < to ? { from, to } : null;
}
