/** A small whole bill; each case changes what it is about. */
export const CHARGE = {
  BilledCost: '1.5',
  BillingAccountId: 'acc-1',
  BillingAccountName: 'Account',
  BillingCurrency: 'USD',
  BillingPeriodEnd: '2026-06-01T00:00:00Z',
  BillingPeriodStart: '2026-05-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeClass: '',
  ChargeDescription: 'A charge',
  ChargeFrequency: 'Usage-Based',
  ChargePeriodEnd: '2026-05-02T00:00:00Z',
  ChargePeriodStart: '2026-05-01T00:00:00Z',
  ContractedCost: '1.5',
  EffectiveCost: '1.5',
  InvoiceIssuerName: 'Cloud',
  ListCost: '2',
  PricingQuantity: '1',
  PricingUnit: 'Hours',
  ProviderName: 'Cloud',
  PublisherName: 'Cloud',
  ServiceCategory: 'Compute',
  ServiceName: 'Machines',
  Tags: '{"team":"red"}',
};

export type Charge = Record<string, string>;

const quote = (cell: string): string =>
  /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** A bill as CSV: one line for each charge, which is the usual one but for what is given. */
export function csvBill(...charges: Charge[]): string {
  const names = [...new Set([...Object.keys(CHARGE), ...charges.flatMap(Object.keys)])];
  const line = (cells: string[]) => `${cells.map(quote).join(',')}\n`;
  const rows = charges.map((charge) => ({ ...CHARGE, ...charge }) as Charge);
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('');
}

/** A bill as CSV with exactly the columns that its charges have. */
export function csvOf(charges: readonly Charge[]): string {
  const names = [...new Set(charges.flatMap(Object.keys))];
  const rows = charges.map((charge) => names.map((name) => quote(charge[name] ?? '')).join(','));
  return `${[names.join(','), ...rows].join('\n')}\n`;
}
