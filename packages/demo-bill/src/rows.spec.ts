import { ALLOWED, SUBCATEGORIES } from '../test/allowed-values';
import {
  cell,
  decimal,
  Exact,
  groupRows,
  type Row,
  readRows,
  type WrittenBill,
  writeBill,
} from '../test/read-bill';
import { columnsOf } from './columns';

let bill: WrittenBill;
let rows: Row[];

beforeAll(async () => {
  bill = await writeBill({ seed: 3, until: '2026-10', months: 7, version: '1.4', rows: 33_000 });
  rows = bill.files.flatMap(readRows);
});

afterAll(() => bill.dispose());

const of = (column: string, value: string): Row[] => rows.filter((row) => row[column] === value);
const isNegative = (row: Row, column: string): boolean => decimal(row, column).isNegative();

describe('the rows of a bill', () => {
  it('have a value in every column that must not be empty', () => {
    const required = columnsOf('1.4').filter(({ nullable }) => !nullable);
    const faulty = required.filter(({ name }) => rows.some((row) => row[name] === null));
    expect(faulty).toEqual([]);
  });

  it('have only official values in closed lists', () => {
    for (const [column, allowed] of Object.entries(ALLOWED)) {
      const found = [...new Set(rows.map((row) => row[column] ?? null))];
      expect(allowed).toEqual(expect.arrayContaining(found));
    }
    for (const row of rows) {
      expect(SUBCATEGORIES[cell(row, 'ServiceCategory')]).toContain(row.ServiceSubcategory);
    }
  });

  it('have plain decimals of at most 12 places and times in UTC', () => {
    const kinds = { decimal: /^-?\d+(\.\d{0,11}[1-9])?$/, time: /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/ };
    for (const { name, kind } of columnsOf('1.4')) {
      if (kind === 'text') continue;
      const values = rows.map((row) => row[name] ?? null).filter((value) => value !== null);
      expect(values.filter((value) => !kinds[kind].test(value))).toEqual([]);
    }
  });

  it('have JSON objects where the format is JSON', () => {
    for (const column of ['Tags', 'SkuPriceDetails', 'CommitmentProgramEligibilityDetails']) {
      const texts = new Set(rows.map((row) => row[column] ?? '{}'));
      for (const text of texts) expect(JSON.parse(text)).toEqual(expect.any(Object));
    }
  });

  it('come from five providers in two billing currencies, one of them priced in credits', () => {
    const kinds = groupRows(rows, (row) =>
      [row.ServiceProviderName, row.BillingCurrency, row.PricingCurrency].join(),
    );
    expect([...kinds.keys()].sort()).toEqual([
      'AWS,USD,USD',
      'Google Cloud,USD,USD',
      'Microsoft,EUR,EUR',
      'Microsoft,EUR,USD',
      'Polarbase,USD,Credits',
      'Polarbase,USD,USD',
      'Quillon AI,USD,USD',
    ]);
  });

  it('count tokens in whole tokens', () => {
    const tokens = of('ConsumedUnit', 'Tokens');
    expect(tokens.length).toBeGreaterThan(500);
    for (const row of tokens) {
      expect(row.ServiceCategory).toBe('AI and Machine Learning');
      expect(decimal(row, 'ConsumedQuantity').isInteger()).toBe(true);
      expect(decimal(row, 'PricingQuantity').times(1_000_000)).toEqual(
        decimal(row, 'ConsumedQuantity'),
      );
    }
  });

  it('have costs that are exactly quantity times unit price', () => {
    const priced = rows.filter((row) => row.ListUnitPrice !== null);
    expect(priced.length / rows.length).toBeGreaterThan(0.99);
    const faulty = priced.filter((row) => {
      const quantity = decimal(row, 'PricingQuantity');
      const list = quantity.times(decimal(row, 'ListUnitPrice'));
      const contracted = quantity.times(decimal(row, 'ContractedUnitPrice'));
      return !list.eq(cell(row, 'ListCost')) || !contracted.eq(cell(row, 'ContractedCost'));
    });
    expect(faulty).toEqual([]);
  });

  it('keep list ≥ contracted ≥ effective for usage, and bill what is effective unless it was prepaid', () => {
    const usage = of('ChargeCategory', 'Usage');
    const faulty = usage.filter((row) => {
      const [list, contracted, effective] = [
        decimal(row, 'ListCost').abs(),
        decimal(row, 'ContractedCost').abs(),
        decimal(row, 'EffectiveCost').abs(),
      ];
      const prepaid = row.CommitmentDiscountStatus !== null || row.PricingCurrency === 'Credits';
      const billed = prepaid ? new Exact(0) : decimal(row, 'EffectiveCost');
      return list.lt(contracted) || contracted.lt(effective) || !billed.eq(cell(row, 'BilledCost'));
    });
    expect(faulty).toEqual([]);
    const discounted = usage.filter(
      (row) => !decimal(row, 'ListCost').eq(cell(row, 'EffectiveCost')),
    );
    expect(discounted.length / usage.length).toBeGreaterThan(0.4);
  });

  it('have spot prices that are dynamic and below the contracted price', () => {
    const spot = of('PricingCategory', 'Dynamic');
    expect(spot.length).toBeGreaterThan(100);
    for (const row of spot) {
      expect(decimal(row, 'EffectiveCost').lt(cell(row, 'ContractedCost'))).toBe(true);
    }
    expect(new Set(spot.map((row) => cell(row, 'BillingPeriodStart'))).size).toBe(7);
  });

  it('have free, negative and correcting rows', () => {
    const free = of('ChargeCategory', 'Usage').filter((row) => decimal(row, 'ListCost').isZero());
    expect(free.length).toBeGreaterThan(50);
    const credits = of('ChargeCategory', 'Credit');
    expect(credits.length).toBeGreaterThanOrEqual(14);
    expect(credits.every((row) => isNegative(row, 'BilledCost'))).toBe(true);
    const corrections = of('ChargeClass', 'Correction');
    expect(corrections.some((row) => isNegative(row, 'BilledCost'))).toBe(true);
    expect(corrections.some((row) => !isNegative(row, 'BilledCost'))).toBe(true);
    expect(of('ChargeCategory', 'Adjustment').length).toBeGreaterThan(0);
  });

  it('correct an earlier charge period in a later billing period, and only corrections do so', () => {
    const outside = rows.filter(
      (row) => cell(row, 'ChargePeriodStart') < cell(row, 'BillingPeriodStart'),
    );
    expect(outside.length).toBeGreaterThan(3);
    expect(outside).toEqual(of('ChargeClass', 'Correction'));
    const late = rows.filter(
      (row) => cell(row, 'ChargePeriodStart') >= cell(row, 'BillingPeriodEnd'),
    );
    expect(late).toEqual([]);
  });

  it('stand in the file of their billing month', () => {
    for (const path of bill.files) {
      const month = /focus-(.{7})\.csv$/.exec(path)?.[1] ?? '';
      const starts = new Set(readRows(path).map((row) => row.BillingPeriodStart));
      expect([...starts]).toEqual([`${month}-01T00:00:00Z`]);
    }
  });

  it('tax each closed month of those who tax, without resource, SKU or tags', () => {
    const taxes = of('ChargeCategory', 'Tax');
    expect(taxes.length).toBe(3 * 7);
    for (const row of taxes) {
      expect([row.ResourceId, row.SkuId, row.Tags, row.SubAccountId]).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
    const [tax] = taxes.filter((row) => row.BillingCurrency === 'EUR');
    const taxed = rows.filter(
      (row) =>
        row.ServiceProviderName === 'Microsoft' &&
        row.BillingPeriodStart === tax?.BillingPeriodStart &&
        row.ChargeCategory !== 'Tax',
    );
    const base = taxed.reduce((sum, row) => sum.plus(cell(row, 'BilledCost')), new Exact(0));
    expect(base.times('0.19').toDecimalPlaces(2).toFixed()).toBe(tax?.BilledCost);
  });

  it('buy as many credits as the month uses, in hundreds', () => {
    const months = groupRows(of('ServiceProviderName', 'Polarbase'), (row) =>
      cell(row, 'BillingPeriodStart'),
    );
    expect(months.size).toBe(7);
    for (const month of months.values()) {
      const [purchase] = month.filter((row) => row.PricingUnit === 'Credits');
      const used = month
        .filter((row) => row.ChargeCategory === 'Usage')
        .reduce((sum, row) => sum.plus(cell(row, 'PricingCurrencyEffectiveCost')), new Exact(0));
      const bought = new Exact(purchase?.PricingQuantity ?? 0);
      expect(bought.minus(used).gte(0) && bought.minus(used).lt(100)).toBe(true);
      expect(purchase?.EffectiveCost).toBe('0');
    }
  });

  it('give each resource one id, one account and one set of tags', () => {
    const owned = of('ChargeCategory', 'Usage').filter(
      (row) => row.CommitmentDiscountStatus !== 'Unused',
    );
    const resources = groupRows(owned, (row) => cell(row, 'ResourceId'));
    expect(resources.size).toBeGreaterThan(100);
    for (const same of resources.values()) {
      expect(
        new Set(same.map((row) => `${row.SubAccountId}|${row.RegionId}|${row.Tags}`)).size,
      ).toBe(1);
    }
  });

  it('leave gaps and inconsistent keys in the tags', () => {
    const sets = [...new Set(of('ChargeCategory', 'Usage').map((row) => row.Tags ?? 'null'))];
    const keys = new Set(sets.flatMap((text) => Object.keys(JSON.parse(text) ?? {})));
    for (const key of ['team', 'Team', 'environment', 'env', 'Environment', 'cost-center']) {
      expect(keys).toContain(key);
    }
    expect(sets).toContain('null');
    expect(sets).toContain('{}');
  });

  it('rise and fall with the week', () => {
    const daily = (weekday: number) =>
      of('ServiceName', 'Azure Monitor')
        .filter((row) => new Date(cell(row, 'ChargePeriodStart')).getUTCDay() === weekday)
        .reduce((sum, row) => sum.plus(cell(row, 'EffectiveCost')), new Exact(0));
    expect(daily(0).lt(daily(3).times(0.75))).toBe(true);
  });
});
