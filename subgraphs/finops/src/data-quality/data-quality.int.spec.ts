import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Charge, csvBill } from '../../test/bill';
import { createTestbed, SAMPLES, samplesAreThere, type Testbed } from '../../test/testbed';
import type { QualityReport } from './quality-report';
import { ROW_RULES } from './quality-rules';

/** A charge that keeps every rule, with a value in every column that some rule looks at. */
const GOOD: Charge = {
  BillingAccountType: 'Payer',
  CapacityReservationId: 'cr',
  CapacityReservationStatus: 'Used',
  CommitmentDiscountCategory: 'Usage',
  CommitmentDiscountId: 'cd',
  CommitmentDiscountName: 'One year',
  CommitmentDiscountQuantity: '1',
  CommitmentDiscountStatus: 'Used',
  CommitmentDiscountType: 'Reserved',
  CommitmentDiscountUnit: 'Hours',
  ConsumedQuantity: '2',
  ConsumedUnit: 'Hours',
  ContractedCost: '1.5',
  ContractedUnitPrice: '0.75',
  HostProviderName: 'Cloud',
  ListCost: '2',
  ListUnitPrice: '1',
  PricingCategory: 'Committed',
  PricingCurrency: 'USD',
  PricingCurrencyContractedUnitPrice: '0.75',
  PricingCurrencyEffectiveCost: '1.5',
  PricingCurrencyListUnitPrice: '1',
  PricingQuantity: '2',
  RegionId: 'r',
  RegionName: 'R',
  ResourceId: 'i',
  ResourceName: 'I',
  ResourceType: 'Machine',
  ServiceProviderName: 'Cloud',
  ServiceSubcategory: 'Virtual Machines',
  SkuId: 's',
  SkuPriceDetails: '{"a":"b"}',
  SkuPriceId: 'p',
  SubAccountId: 'sub',
  SubAccountName: 'Sub',
  SubAccountType: 'Project',
  AllocatedMethodDetails: '{"Elements":[]}',
  AllocatedTags: '{"a":"b"}',
  CommitmentProgramEligibilityDetails: '{"CommitmentPrograms":[]}',
  ContractApplied: '{"Elements":[]}',
};

/** How to break each rule that is broken by more than taking the value of its column away. */
const BROKEN: Readonly<Record<string, Charge>> = {
  'billing-currency-iso-4217': { BillingCurrency: 'Dollar' },
  'billing-period-end-after-start': { BillingPeriodEnd: '2026-05-01' },
  'charge-frequency-of-purchase': { ChargeCategory: 'Purchase' },
  'charge-period-end-after-start': { ChargePeriodEnd: '2026-04-30' },
  'charge-period-end-in-billing-period': { ChargePeriodEnd: '2026-06-02' },
  'charge-period-start-in-billing-period': {
    ChargePeriodStart: '2026-06-01',
    ChargePeriodEnd: '2026-06-02',
  },
  'consumed-quantity-of-usage-only': { CommitmentDiscountStatus: 'Unused' },
  'contracted-cost-is-price-times-quantity': { ContractedUnitPrice: '0.7' },
  'contracted-cost-not-below-effective-cost': { EffectiveCost: '1.6' },
  'effective-cost-zero-on-commitment-purchase': { ChargeCategory: 'Purchase' },
  'list-cost-is-price-times-quantity': { ListUnitPrice: '1.001' },
  'list-cost-not-below-contracted-cost': { ListCost: '1.4' },
  // Without it the earlier name counts.
  'service-provider-name-not-null': { ServiceProviderName: '', ProviderName: '' },
};

function charge(id: string, column: string): Charge {
  const listed = BROKEN[id];
  if (listed) return listed;
  if (id.endsWith('-is-json')) return { [column]: '[1]' };
  if (id.endsWith('-not-negative')) return { [column]: '-1' };
  if (id.endsWith('-null-on-tax')) return { ChargeCategory: 'Tax' };
  const other = /-only-with-(.*)$/.exec(id)?.[1];
  if (other === undefined) return { [column]: '' };
  return other === 'commitment-discount-id'
    ? { CommitmentDiscountId: '' }
    : { CapacityReservationId: '' };
}

describe('the quality of a bill', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  async function report(content: string | Buffer): Promise<QualityReport> {
    const { id, status } = await bed.bringIn(content, { source: `source ${Math.random()}` });
    expect(status).toBe('PUBLISHED');
    const found = (await bed.quality.findByImports([id])).get(id);
    if (!found) throw new Error('There is no report.');
    return found;
  }

  const broken = ({ checks }: QualityReport) =>
    checks.filter(({ status }) => status !== 'PASSED').map(({ id }) => id);

  it('is without fault where every rule is kept', async () => {
    const found = await report(csvBill(GOOD, GOOD));
    expect(broken(found)).toEqual(['AvailabilityZone-present']);
    expect(found).toMatchObject({ focusVersion: '1.4', rowsChecked: 2 });
    const ids = found.checks.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(ROW_RULES.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names each rule that is broken, with the rows', async () => {
    const rows = ROW_RULES.map(({ id, column }) => ({ ...GOOD, ...charge(id, column) }));
    const { checks } = await report(csvBill(GOOD, ...rows));
    const found = new Map(checks.map((check) => [check.id, check]));
    for (const [n, { id, level }] of ROW_RULES.entries()) {
      const check = found.get(id);
      expect([id, check?.status]).toEqual([id, level === 'MUST' ? 'FAILED' : 'WARNED']);
      if ((check?.rows ?? 0) <= 10)
        expect([id, check?.firstRows]).toEqual([id, expect.arrayContaining([n + 2])]);
    }
  });

  it('lets pass what a correction, a null and a rounded price may do', async () => {
    const correction = { ...GOOD, ChargeClass: 'Correction', ListUnitPrice: '', SkuId: '' };
    const rounded = { ...GOOD, ListUnitPrice: '1.00009' };
    const found = await report(csvBill(correction, rounded));
    expect(broken(found)).toEqual(['AvailabilityZone-present']);
  });

  it('says which columns are missing, under the names of the version', async () => {
    const found = await report('ChargePeriodStart,BilledCost,ServiceName\n2026-05-01,5,x\n');
    const missing = found.checks.filter(
      ({ kind, status }) => kind === 'PRESENCE' && status !== 'PASSED',
    );
    expect(missing.map(({ reference }) => reference)).toEqual(
      expect.arrayContaining(['FOCUS 1.0, ProviderName', 'FOCUS 1.0, EffectiveCost']),
    );
    expect(missing.map(({ column }) => column)).not.toContain('ServiceName');
  });

  it('counts cells that cannot be read and values that are not in the list', async () => {
    const { checks } = await report(
      csvBill({}, { ListCost: '$1' }, { ServiceCategory: 'Machines' }, { ChargePeriodEnd: 'x' }),
    );
    const found = (id: string) => checks.find((check) => check.id === id);
    expect(found('ListCost-type')).toMatchObject({ status: 'FAILED', rows: 1, firstRows: [2] });
    expect(found('ServiceCategory-allowed-value')).toMatchObject({ rows: 1, firstRows: [3] });
    expect(found('ChargePeriodEnd-type')).toMatchObject({ rows: 1, firstRows: [4] });
    expect(found('list-cost-not-null')).toMatchObject({ rows: 1, firstRows: [2] });
    expect(found('BilledCost-type')).toMatchObject({ status: 'PASSED' });
  });

  it('of several files is one report, with the file of the first rows', async () => {
    const { id } = await bed.bringInTogether(
      {
        'a.csv': csvBill({}),
        'b.csv': csvBill({}, { ListCost: '' }),
        'c.csv': csvBill({ ListCost: '' }),
      },
      'several',
    );
    const found = (await bed.quality.findByImports([id])).get(id);
    expect(found?.rowsChecked).toBe(4);
    expect(found?.checks.find((check) => check.id === 'list-cost-not-null')).toMatchObject({
      rows: 2,
      firstRows: [2],
      file: 'b.csv',
    });
  });

  if (samplesAreThere) {
    it('of the foundation sample shows what its documentation says about it', async () => {
      const path = join(SAMPLES, 'focus-foundation/focus_sample_1.0_1000.csv');
      const { checks } = await report(readFileSync(path));
      const found = (id: string) => checks.find((check) => check.id === id);
      // AWS leaves contracted cost at 0 beside its prices; tags and times are in order.
      expect(found('contracted-cost-is-price-times-quantity')?.status).toBe('FAILED');
      expect(found('Tags-type')?.status).toBe('PASSED');
      expect(found('ChargePeriodStart-type')?.status).toBe('PASSED');
      expect(found('billing-currency-iso-4217')?.status).toBe('PASSED');
    });
  }
});
