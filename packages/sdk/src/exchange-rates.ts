import type { Client } from './client';
import type { AddExchangeRatesMutation } from './generated/operations';

/**
 * Imports exchange rates from CSV, all of them or none: `Date,USD,JPY,…` as the European Central Bank publishes
 * them, or `date,from,to,rate`. `source` may be left out for the former only, and is ECB then.
 */
export function importExchangeRates(
  client: Client,
  csv: string | Blob,
  options: { readonly source?: string; readonly base?: string } = {},
): Promise<AddExchangeRatesMutation['addExchangeRates']> {
  return client.rest(`/exchange-rates?${new URLSearchParams(options)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: csv,
  });
}
