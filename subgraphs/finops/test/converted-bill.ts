import { csvBill } from './bill';
import { bringIn } from './bring-in';
import { divide, written } from './exact';
import { type Service, startService } from './service';
import { admin } from './testbed';

/**
 * A bill in four currencies and rates for it, with what it comes to in one of them: charge by charge, with whole
 * numbers and rates that are found by reading the file.
 */

const RATES = `Date,USD,JPY,GBP,
2026-06-05,1.3333,161.27,0.8611,
2026-06-03,1.2501,N/A,0.8599,
2026-05-29,1.2222,160.01,0.8587,
2026-05-04,1.0876,163.05,0.8581,
2026-04-30,1.0811,162.99,0.8577,
2026-03-02,1.1000,150.00,0.8000,
`;

export const DAY_MS = 24 * 60 * 60 * 1000;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'JPY'] as const;
export const SERVICES = ['EC2', 'S3', 'RDS', 'Lambda'];

/** Charges of five weeks before and after a month's end, in four currencies; some without a cost. */
const CHARGES = Array.from({ length: 320 }, (_, n) => {
  const day = new Date(Date.UTC(2026, 4, 1) + ((n * 7) % 70) * DAY_MS).toISOString().slice(0, 10);
  const cost = n % 23 === 0 ? '' : written(BigInt((n % 41) - 5) * 1_234_567_890_123n + BigInt(n));
  return {
    BillingCurrency: CURRENCIES[n % 4] ?? '',
    BillingPeriodStart: `${day.slice(0, 7)}-01`,
    ChargePeriodStart: `${day}T${String(n % 24).padStart(2, '0')}:00:00Z`,
    ServiceName: SERVICES[(n >> 2) % SERVICES.length] ?? '',
    SkuId: `sku-${n % 3}`,
    ResourceId: `r-${n}`,
    EffectiveCost: cost,
    BilledCost: '1',
    ListCost: '3',
    ContractedCost: '2',
    PricingQuantity: String(1 + (n % 5)),
    Tags: n % 2 === 0 ? '{"team":"red"}' : '',
  };
}).filter(({ ChargePeriodStart: start }) => start < '2026-07');

type Charge = (typeof CHARGES)[number];

export const RATE_UNIT = 10n ** 18n;
const PUBLISHED = RATES.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [date = '', usd = '', jpy = '', gbp = ''] = line.split(',');
    return { date, quotes: { USD: usd, JPY: jpy, GBP: gbp, EUR: '1' } as Record<string, string> };
  });

const micro = (text: string): bigint => BigInt(Math.round(Number(text) * 10_000));

/** Units of 1e-18, and the day it is of. */
export function rateOf(from: string, to: string, day: string) {
  const found = PUBLISHED.find(
    ({ date, quotes }) => date <= day && quotes[from] !== 'N/A' && quotes[to] !== 'N/A',
  );
  if (!found) throw new Error(`No rate from ${from} to ${to} on ${day}.`);
  const [value = '', price = ''] = [found.quotes[from], found.quotes[to]];
  const rate = from === to ? RATE_UNIT : divide(micro(price) * RATE_UNIT, micro(value));
  return { rate, date: found.date };
}

/** The sum of converted amounts in units of 1e-30. */
export function exactSum(
  charges: readonly Charge[],
  to: string,
  column: keyof Charge = 'EffectiveCost',
) {
  const known = charges.filter((charge) => charge[column] !== '');
  return known.reduce((sum, charge) => {
    const [whole = '', fraction = ''] = charge[column].replace('-', '').split('.');
    const size = BigInt(whole + fraction.padEnd(12, '0'));
    const amount = charge[column].startsWith('-') ? -size : size;
    const { rate } = rateOf(charge.BillingCurrency, to, charge.ChargePeriodStart.slice(0, 10));
    return sum + amount * rate;
  }, 0n);
}

export const shown = (exact: bigint): string => written(divide(exact, RATE_UNIT));
export const inDays = (from: string, to: string) =>
  CHARGES.filter(({ ChargePeriodStart: start }) => start >= from && start < to);

export const PERIOD = { from: '2026-05-04', to: '2026-06-07' };
export const WITHIN = inDays(PERIOD.from, PERIOD.to);

export async function importRates(service: Service, csv: string, query = ''): Promise<void> {
  const response = await fetch(`${service.url}/exchange-rates${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', ...service.bearer(admin) },
    body: csv,
  });
  expect(response.status).toBe(200);
}

/** A service that has the bill and its rates. */
export async function serviceWithRates(): Promise<Service> {
  const service = await startService();
  await service.ready();
  await bringIn(service, csvBill(...CHARGES));
  await importRates(service, RATES);
  return service;
}

/** Asks in euros, about the period, unless the input says something else. */
export async function askConverted<Answer>(
  service: Service,
  query: string,
  input: object,
): Promise<Answer> {
  const { data, errors } = await service.ask(admin, query, {
    input: { period: PERIOD, currency: 'EUR', rates: { maxAgeDays: 31 }, ...input },
  });
  if (errors) throw Object.assign(new Error(errors[0]?.message), errors[0]?.extensions);
  return Object.values(data ?? {})[0] as Answer;
}
