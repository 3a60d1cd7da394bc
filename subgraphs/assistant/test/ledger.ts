import { csvBill } from '../../finops/test/bill';

/** A charge of the test's bill. */
export interface LedgerCharge {
  readonly day: string;
  readonly provider: 'AWS' | 'Microsoft';
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly category: 'Usage' | 'Tax';
  readonly effective: string;
  readonly billed: string;
}

const charge = (
  day: string,
  service: string,
  account: string,
  tags: Readonly<Record<string, string>>,
  effective: string,
  more: Partial<LedgerCharge> = {},
): LedgerCharge => ({
  day,
  service,
  account,
  tags,
  effective,
  provider: 'AWS',
  region: 'eu-west-1',
  category: 'Usage',
  billed: effective,
  ...more,
});

const EC2 = 'Amazon Elastic Compute Cloud';
const S3 = 'Amazon Simple Storage Service';
const azure = { provider: 'Microsoft', region: 'westeurope' } as const;

/** Three months of two providers and two currencies; November still runs. */
export const LEDGER: readonly LedgerCharge[] = [
  charge('2026-09-02', EC2, 'shop-prod', { team: 'payments', env: 'prod' }, '1000.000000000001'),
  charge('2026-09-15', S3, 'shop-prod', { team: 'search', env: 'prod' }, '250.5'),
  charge('2026-09-20', 'Virtual Machines', 'eu-shop', { team: 'payments' }, '300', azure),
  charge('2026-10-01', EC2, 'shop-prod', { team: 'payments', env: 'prod' }, '1200.1', {
    billed: '900',
  }),
  charge('2026-10-10', EC2, 'sandbox', { env: 'dev' }, '100.25', { region: 'us-east-1' }),
  charge('2026-10-15', S3, 'shop-prod', { team: 'search', env: 'prod' }, '410.000000000009'),
  charge('2026-10-31', 'Tax', 'shop-prod', {}, '99.99', { category: 'Tax' }),
  charge('2026-10-20', 'Virtual Machines', 'eu-shop', { team: 'payments' }, '280.5', azure),
  charge('2026-10-21', 'Storage', 'eu-shop', { team: 'search' }, '19.5', azure),
  charge('2026-11-05', EC2, 'shop-prod', { team: 'payments', env: 'prod' }, '700'),
  charge('2026-11-22', S3, 'sandbox', {}, '5.005'),
];

/** One bill of each month, as CSV. */
export function ledgerBill(): string {
  return csvBill(
    ...LEDGER.map((entry, i) => {
      const month = entry.day.slice(0, 7);
      const next = new Date(`${month}-01`);
      next.setUTCMonth(next.getUTCMonth() + 1);
      return {
        BilledCost: entry.billed,
        EffectiveCost: entry.effective,
        BillingAccountId: entry.provider === 'AWS' ? '100' : '200',
        BillingAccountName: entry.provider === 'AWS' ? 'Payer' : 'Enrolment',
        BillingCurrency: entry.provider === 'AWS' ? 'USD' : 'EUR',
        BillingPeriodStart: `${month}-01T00:00:00Z`,
        BillingPeriodEnd: `${next.toISOString().slice(0, 10)}T00:00:00Z`,
        ChargeCategory: entry.category,
        ChargePeriodStart: `${entry.day}T00:00:00Z`,
        ChargePeriodEnd: `${entry.day}T01:00:00Z`,
        ProviderName: entry.provider,
        PublisherName: entry.provider,
        RegionId: entry.region,
        RegionName: entry.region === 'eu-west-1' ? 'Europe (Ireland)' : entry.region,
        ResourceId: `res-${i}`,
        ServiceName: entry.service,
        ServiceCategory:
          entry.service === S3 || entry.service === 'Storage' ? 'Storage' : 'Compute',
        SubAccountId: `id-${entry.account}`,
        SubAccountName: entry.account,
        Tags: JSON.stringify(entry.tags),
      };
    }),
  );
}
