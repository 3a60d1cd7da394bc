import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { units, written } from '../../test/exact';
import type { ChargeScope } from '../access/charge-scope';
import type { Term } from '../costs/dimensions';
import type { CostDriversInput } from '../generated/graphql';
import { DAILY_USAGE } from '../rollups/rollup-tables';
import { RollupsStore } from '../rollups/rollups.store';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import { CostDriversStore } from './cost-drivers.store';
import { changesOf } from './drivers-answer';
import { planDrivers } from './drivers-planner';
import { type DriversQuestion, driversQuestion } from './drivers-question';

interface Charge {
  BatchId: string;
  BillingCurrency: string;
  ChargeCategory: string;
  ServiceName: string | null;
  RegionId: string | null;
  SkuId: string | null;
  PricingUnit: string | null;
  PricingQuantity: string | null;
  EffectiveCost: string | null;
  ChargePeriodStart: string;
  BillingPeriodStart: string;
}

const BATCH = randomUUID();
const pick = <const T>(...items: readonly T[]) => fc.constantFrom(...items);
const charge: fc.Arbitrary<Charge> = fc.record({
  BatchId: pick(BATCH),
  BillingCurrency: pick('USD', 'USD', 'EUR'),
  ChargeCategory: pick('Usage', 'Usage', 'Usage', 'Tax'),
  ServiceName: pick('EC2', 'S3', 'RDS', 'Lambda', null),
  RegionId: pick('eu', 'us', null),
  SkuId: pick('sku-1', 'sku-2', 'sku-3', null),
  PricingUnit: pick('Hours', 'GB', null),
  PricingQuantity: pick('1', '3', '0.7', '0', '-2', '999999999999999999999', null),
  EffectiveCost: pick('10', '0.1', '-0.000000000001', '33.3', '99999999999999999999999999', null),
  ChargePeriodStart: pick(
    '2026-04-03 00:00:00',
    '2026-04-30 23:00:00',
    '2026-05-01 00:00:00',
    '2026-05-31 23:59:59',
  ),
  BillingPeriodStart: pick('2026-04-01 00:00:00'),
});

const PERIOD = { from: '2026-05-01', to: '2026-06-01' };
const EMPTY = { from: '2024-02-01', to: '2024-03-01' };
const TERMS = [
  { dimension: 'SERVICE_NAME' },
  { dimension: 'REGION_ID' },
  { dimension: 'SKU_ID' },
] as const;
const COLUMNS = { SERVICE_NAME: 'ServiceName', REGION_ID: 'RegionId', SKU_ID: 'SkuId' } as const;

const amount = (text: string | null) => units(text) ?? 0n;
const total = (rows: readonly Charge[], column: 'EffectiveCost' | 'PricingQuantity') =>
  rows.reduce((sum, row) => sum + amount(row[column]), 0n);
const size = (value: bigint) => (value < 0n ? -value : value);
const add = (texts: readonly string[]) =>
  written(texts.reduce((sum, text) => sum + amount(text), 0n));

/** Usage and price of a set of charges, a SKU at a time. */
function effectsOf(before: readonly Charge[], now: readonly Charge[]) {
  const priced = (row: Charge) =>
    row.ChargeCategory === 'Usage' && row.SkuId !== null && row.PricingUnit !== null;
  const ids = new Set(
    [...before, ...now].filter(priced).map((row) => `${row.SkuId} ${row.PricingUnit}`),
  );
  let [usage, price] = [0n, 0n];
  const most = 10n ** 32n;
  for (const id of ids) {
    const own = (rows: readonly Charge[]) =>
      rows.filter((row) => priced(row) && `${row.SkuId} ${row.PricingUnit}` === id);
    const [q0, q1] = [total(own(before), 'PricingQuantity'), total(own(now), 'PricingQuantity')];
    const [c0, c1] = [total(own(before), 'EffectiveCost'), total(own(now), 'EffectiveCost')];
    if (q0 <= 0n || q1 <= 0n || q0 >= most || q1 >= most || size(c0) >= most) continue;
    const effect = ((q1 - q0) * c0) / q0;
    usage += effect;
    price += c1 - c0 - effect;
  }
  return { usage: written(usage), price: written(price) };
}

describe.each(['charges', DAILY_USAGE.table])('drivers of change, read from %s', (table) => {
  const directory = mkdtempSync(join(tmpdir(), 'cost-drivers-'));
  const engine = new ChdbStore(directory);
  const store = new CostDriversStore(engine);
  let scope: ChargeScope = { batches: [BATCH], grants: null };
  const [charges = []] = fc.sample(fc.array(charge, { minLength: 300, maxLength: 300 }), {
    seed: 5,
    numRuns: 1,
  });

  beforeAll(async () => {
    await prepareCharges(engine);
    await engine.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
    if (table === 'charges') return;
    const rollups = new RollupsStore(engine);
    await rollups.prepare();
    const built = await rollups.build(DAILY_USAGE, [BATCH], new AbortController().signal);
    scope = { ...scope, rollups: { [table]: built.map(({ rollupId }) => rollupId) } };
  });
  afterAll(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function changes(top: number, periods: Partial<CostDriversInput> = {}) {
    const question = driversQuestion({ period: PERIOD, dimensions: [...TERMS], top, ...periods });
    return changesOf(
      await Promise.all(
        question.dimensions.map(async (term) => ({
          term,
          records: await driversOf(question, term),
        })),
      ),
    );
  }
  async function driversOf(question: DriversQuestion, term: Term) {
    expect(planDrivers(question, term, { scope, rates: null }).sql).toContain(` FROM ${table} `);
    return store.drivers(question, term, scope, null);
  }
  const of = (currency: string, month: string) =>
    charges.filter(
      (row) => row.BillingCurrency === currency && row.ChargePeriodStart.startsWith(month),
    );

  it.each([1, 2, 100])(
    'add up to the whole change in every dimension, with a top of %i',
    async (top) => {
      const answer = await changes(top);
      expect(answer.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
      for (const { currency, previous, current, change, dimensions } of answer) {
        const [before, now] = [of(currency, '2026-04'), of(currency, '2026-05')];
        expect(previous).toBe(written(total(before, 'EffectiveCost')));
        expect(current).toBe(written(total(now, 'EffectiveCost')));
        expect(add([current, `-${previous}`.replace('--', '')])).toBe(change);
        expect(dimensions).toHaveLength(TERMS.length);
        for (const { drivers } of dimensions) {
          expect(add(drivers.map((driver) => driver.change))).toBe(change);
          expect(drivers.filter(({ other }) => !other).length).toBeLessThanOrEqual(top);
          for (const driver of drivers) {
            const { usageEffect, priceEffect, otherEffect } = driver;
            expect(add([usageEffect, priceEffect, otherEffect])).toBe(driver.change);
          }
        }
      }
    },
  );

  it.each([
    ['after a period without charges', 'NEW', { basePeriod: EMPTY }],
    ['before a period without charges', 'GONE', { period: EMPTY, basePeriod: PERIOD }],
  ])('are the whole of a period %s', async (_name, status, periods) => {
    const answer = await changes(2, periods);
    expect(answer.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    for (const { currency, previous, current, change, changeRatio, dimensions } of answer) {
      const whole = total(of(currency, '2026-05'), 'EffectiveCost');
      const [before, now] = status === 'NEW' ? [0n, whole] : [whole, 0n];
      expect([previous, current]).toEqual([written(before), written(now)]);
      expect(change).toBe(written(now - before));
      expect(changeRatio).toBe(status === 'NEW' ? null : '-1');
      for (const { drivers } of dimensions) {
        expect(add(drivers.map((driver) => driver.change))).toBe(change);
        expect(new Set(drivers.map((driver) => driver.status))).toEqual(new Set([status]));
        // Without a price on both sides there is nothing to tell apart.
        for (const { usageEffect, priceEffect, otherEffect, change: own } of drivers) {
          expect([usageEffect, priceEffect, otherEffect]).toEqual(['0', '0', own]);
        }
      }
    }
  });

  it('tell of each value what the charges tell, those that changed most first', async () => {
    for (const { currency, dimensions } of await changes(100)) {
      for (const { dimension, drivers, movement, concentration } of dimensions) {
        const column = COLUMNS[dimension as keyof typeof COLUMNS];
        const expected = [...new Set(charges.map((row) => row[column]))].flatMap((value) => {
          const own = (month: string) => of(currency, month).filter((row) => row[column] === value);
          const [before, now] = [own('2026-04'), own('2026-05')];
          if (before.length + now.length === 0) return [];
          const [previous, current] = [total(before, 'EffectiveCost'), total(now, 'EffectiveCost')];
          const { usage, price } = effectsOf(before, now);
          return {
            value,
            status: before.length === 0 ? 'NEW' : now.length === 0 ? 'GONE' : 'CHANGED',
            previous: written(previous),
            current: written(current),
            usageEffect: usage,
            priceEffect: price,
          };
        });
        const seen = drivers.map(
          ({ value, status, previous, current, usageEffect, priceEffect }) => ({
            value,
            status,
            previous,
            current,
            usageEffect,
            priceEffect,
          }),
        );
        const byValue = (
          a: { value?: string | null | undefined },
          b: { value?: string | null | undefined },
        ) => (String(a.value) < String(b.value) ? -1 : 1);
        expect([...seen].sort(byValue)).toEqual(expected.sort(byValue));
        const sizes = drivers.map(({ change }) => size(amount(change)));
        expect(sizes).toEqual([...sizes].sort((a, b) => Number(b - a)));
        expect(movement).toBe(written(sizes.reduce((sum, one) => sum + one, 0n)));
        expect(concentration).toBe('1');
      }
    }
  });
});

describe('questions for drivers of change', () => {
  it.each([
    [
      'dimensions',
      { dimensions: Array.from({ length: 11 }, () => ({ dimension: 'SKU_ID' as const })) },
    ],
    ['dimensions.0.tagKey', { dimensions: [{ dimension: 'TAG' as const }] }],
    ['top', { top: 0 }],
    ['top', { top: 101 }],
    ['basePeriod.to', { basePeriod: { from: '2026-05-01', to: '2026-05-01' } }],
    ['filter.0.values', { filter: [{ dimension: 'SKU_ID' as const, values: [] }] }],
  ])('are refused with %s at fault', (field, part) => {
    expect(() => driversQuestion({ period: PERIOD, ...part })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field } }),
    );
  });
});
