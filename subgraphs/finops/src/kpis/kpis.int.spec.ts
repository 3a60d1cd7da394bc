import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { quotient, units, written } from '../../test/exact';
import type { RateGrid } from '../conversion/conversion';
import type { Kpi, KpisInput } from '../generated/graphql';
import { DAILY_COSTS, MONTHLY_COSTS, ROLLUPS, type Rollup } from '../rollups/rollup-tables';
import { RollupsStore } from '../rollups/rollups.store';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import { kpiRows } from './kpi-answer';
import { planKpis } from './kpi-planner';
import { kpiQuestion } from './kpi-question';
import { KpisStore } from './kpis.store';

interface Charge {
  BatchId: string;
  BillingCurrency: string;
  ChargeCategory: string;
  ServiceProviderName: string;
  ServiceName: string | null;
  ServiceCategory: string;
  ResourceId: string | null;
  CommitmentDiscountId: string | null;
  CommitmentDiscountStatus: string | null;
  CapacityReservationStatus: string | null;
  CommitmentProgramEligibilityDetails: string | null;
  ConsumedUnit: string | null;
  ConsumedQuantity: string | null;
  BilledCost: string | null;
  EffectiveCost: string | null;
  ListCost: string | null;
  ContractedCost: string | null;
  Tags: Record<string, string>;
  ChargePeriodStart: string;
  BillingPeriodStart: string;
}

const BATCH = randomUUID();
const TAG = `it's "t"`;
const pick = <const T>(...items: readonly T[]) => fc.constantFrom(...items);
const amount = pick('10', '0.000000000001', '-4.5', '0', '33.3', null);
const ELIGIBLE = JSON.stringify({ CommitmentPrograms: [{ ProgramType: 'FlexibleSpendPlan' }] });
const ELSEWHERE = JSON.stringify({ CommitmentPrograms: [{ ProgramType: 'Another' }] });

const chargeOf = (currency: 'USD' | 'EUR'): fc.Arbitrary<Charge> =>
  fc.record({
    BatchId: pick(BATCH),
    BillingCurrency: pick(currency),
    ChargeCategory: pick('Usage', 'Usage', 'Usage', 'Purchase', 'Tax'),
    ServiceProviderName: pick('Cloud'),
    ServiceName: pick('EC2', 'S3', 'Never committed', null),
    ServiceCategory: pick('Compute', 'AI and Machine Learning'),
    ResourceId: pick('r1', null),
    CommitmentDiscountId: pick('plan', null, null),
    CommitmentDiscountStatus: pick('Used', 'Unused', null),
    CapacityReservationStatus: pick('Used', 'Unused', null),
    // Only the bills in dollars say what can be committed.
    CommitmentProgramEligibilityDetails: pick(
      ...(currency === 'USD' ? [ELIGIBLE, ELSEWHERE, null] : [null]),
    ),
    ConsumedUnit: pick('Tokens', 'Hours', null),
    ConsumedQuantity: pick('1000', '7', null),
    BilledCost: amount,
    EffectiveCost: amount,
    ListCost: amount,
    ContractedCost: amount,
    Tags: pick<Record<string, string>>({}, { [TAG]: 'x' }, { other: 'y' }),
    ChargePeriodStart: pick('2026-05-01 00:00:00', '2026-05-31 23:59:59', '2026-06-01 00:00:00'),
    BillingPeriodStart: pick('2026-05-01 00:00:00'),
  });

type Column = 'BilledCost' | 'EffectiveCost' | 'ListCost' | 'ContractedCost' | 'ConsumedQuantity';
const sum = (
  rows: readonly Charge[],
  column: Column,
  where: (row: Charge) => boolean = () => true,
) => rows.filter(where).reduce((total, row) => total + (units(row[column]) ?? 0n), 0n);

/** Each KPI as its numerator and, for quotients, its denominator, read from kpis.graphql. */
function oracle(rows: readonly Charge[], all: readonly Charge[]): Record<Kpi, [bigint, bigint?]> {
  const committed = (row: Charge) => row.CommitmentDiscountId !== null;
  const usage = (row: Charge) => row.ChargeCategory === 'Usage';
  const bought = (row: Charge) => row.ChargeCategory === 'Purchase' && committed(row);
  const unused = (row: Charge) => row.CommitmentDiscountStatus === 'Unused';
  const service = (row: Charge) => row.ServiceName ?? '';
  const services = new Set(all.filter((row) => usage(row) && committed(row)).map(service));
  const byBill = all.some((row) => row.CommitmentProgramEligibilityDetails !== null);
  const covered = (row: Charge) => usage(row) && committed(row) && !unused(row);
  const eligible = (row: Charge) =>
    usage(row) &&
    !unused(row) &&
    (committed(row) ||
      (byBill ? row.CommitmentProgramEligibilityDetails === ELIGIBLE : services.has(service(row))));
  const positive = (row: Charge) => (units(row.EffectiveCost) ?? 0n) > 0n;
  const taggable = (row: Charge) => positive(row) && usage(row) && row.ResourceId !== null;
  const tagged = (row: Charge) => Boolean(row.Tags[TAG]);
  const tokens = (row: Charge) =>
    row.ConsumedUnit === 'Tokens' && row.ServiceCategory === 'AI and Machine Learning';
  const list = sum(rows, 'ListCost', (row) => !bought(row));
  const contracted = sum(rows, 'ContractedCost', (row) => !bought(row));
  const effective = sum(rows, 'EffectiveCost');
  const under = (row: Charge) => committed(row) && row.ChargeCategory !== 'Purchase';
  const used = sum(
    rows,
    'EffectiveCost',
    (row) => usage(row) && committed(row) && row.CommitmentDiscountStatus === 'Used',
  );
  const idle = sum(rows, 'EffectiveCost', (row) => usage(row) && committed(row) && unused(row));
  const wasted = sum(rows, 'EffectiveCost', unused);
  const capacity = sum(
    rows,
    'EffectiveCost',
    (row) => row.CapacityReservationStatus === 'Unused' && !unused(row),
  );
  return {
    ESR_CONTRACTED: [contracted - effective, contracted],
    ESR_LIST: [list - effective, list],
    NEGOTIATED_SAVING: [list - contracted],
    COMMITMENT_SAVING: [sum(rows, 'ContractedCost', under) - sum(rows, 'EffectiveCost', under)],
    COMMITMENT_UTILISATION: [used, used + idle],
    COMMITMENT_COVERAGE: [
      sum(rows, 'EffectiveCost', covered),
      sum(rows, 'EffectiveCost', eligible),
    ],
    COMMITMENT_COVERAGE_LIST: [sum(rows, 'ListCost', covered), sum(rows, 'ListCost', eligible)],
    WASTE_UNUSED_COMMITMENT: [wasted],
    WASTE_UNUSED_CAPACITY: [capacity],
    WASTE_RATE: [wasted + capacity, effective],
    TAG_COVERAGE: [
      sum(rows, 'EffectiveCost', (row) => positive(row) && tagged(row)),
      sum(rows, 'EffectiveCost', positive),
    ],
    TAG_COVERAGE_TAGGABLE: [
      sum(rows, 'EffectiveCost', (row) => taggable(row) && tagged(row)),
      sum(rows, 'EffectiveCost', taggable),
    ],
    CASH_VS_ACCRUAL: [effective - sum(rows, 'BilledCost')],
    COST_PER_MILLION_TOKENS: [
      sum(rows, 'EffectiveCost', tokens),
      sum(rows, 'ConsumedQuantity', tokens),
    ],
  };
}

describe('KPIs against a literal reading of their definitions', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kpis-'));
  const engine = new ChdbStore(directory);
  const store = new KpisStore(engine);
  const charges = (['USD', 'EUR'] as const).flatMap(
    (currency) =>
      fc.sample(fc.array(chargeOf(currency), { minLength: 150, maxLength: 150 }), {
        seed: 9,
        numRuns: 1,
      })[0] ?? [],
  );
  const may = charges.filter((row) => row.ChargePeriodStart < '2026-06');
  const period = { from: '2026-05-01', to: '2026-06-01' };

  beforeAll(async () => {
    await prepareCharges(engine);
    await engine.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
  });
  afterAll(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function kpis(input: Partial<KpisInput>) {
    const question = kpiQuestion({ period, ...input });
    return kpiRows(await store.rows(question, { batches: [BATCH], grants: null }, null), question);
  }

  it.each([[[]], [['SERVICE_NAME']], [['SERVICE_NAME', 'CHARGE_CATEGORY']]] as const)(
    'are equal, grouped by %j',
    async (dimensions) => {
      const groupBy = dimensions.map((dimension) => ({ dimension }));
      const rows = await kpis({ tagKey: TAG, groupBy });
      expect(rows.reduce((count, row) => count + row.charges, 0)).toBe(may.length);
      for (const { currency, keys, charges: count, values } of rows) {
        const inCurrency = may.filter((row) => row.BillingCurrency === currency);
        const own = inCurrency.filter((row) =>
          keys.every(
            ({ dimension, value }) =>
              (dimension === 'SERVICE_NAME' ? row.ServiceName : row.ChargeCategory) === value,
          ),
        );
        expect(count).toBe(own.length);
        // Services that can be committed are those of the whole question, in whatever currency.
        const all = [
          ...may
            .filter((row) => row.BillingCurrency !== currency)
            .map((row) => ({ ...row, CommitmentProgramEligibilityDetails: null })),
          ...inCurrency,
        ];
        const expected = oracle(own, all);
        expect(values).toHaveLength(Object.keys(expected).length);
        for (const { kpi, value, numerator, denominator, formula, inputs } of values) {
          const [over, under] = expected[kpi];
          const factor = kpi === 'COST_PER_MILLION_TOKENS' ? 1_000_000n : 1n;
          // What is less an unknown amount is unknown.
          if (numerator.value === null) {
            expect(value).toBeNull();
            expect(inputs.map((input) => input.value)).toContain(null);
            continue;
          }
          const known = (amount: string | null | undefined) => amount ?? '0';
          expect([kpi, numerator.value]).toEqual([kpi, written(over)]);
          if (under === undefined) expect([kpi, value]).toEqual([kpi, written(over)]);
          else {
            expect([kpi, known(denominator?.value)]).toEqual([kpi, written(under)]);
            expect([kpi, value]).toEqual([kpi, quotient(over, under, factor)]);
          }
          for (const { name } of inputs) expect(formula).toContain(name);
        }
      }
    },
  );

  it('say which denominator a coverage has', async () => {
    const rows = await kpis({ kpis: ['COMMITMENT_COVERAGE'] });
    const names = rows
      .map(({ currency, values }) => [currency, values[0]?.denominator?.name])
      .sort();
    expect(names).toEqual([
      ['EUR', 'All usage of services of which some is covered by a commitment'],
      ['USD', 'Covered or eligible usage, by what the bills say (FOCUS 1.4)'],
    ]);
  });

  describe('from rollups', () => {
    const scope = { batches: [BATCH], grants: null };
    const rollups: Partial<Record<Rollup['table'], string[]>> = {};
    const rates: RateGrid = {
      currency: 'CHF',
      days: ['2026-05-01', '2026-05-31'],
      currencies: ['EUR', 'USD'],
      rates: ['0.9', '0.95', '0.801234567890123456', '0.8'],
      stated: {} as RateGrid['stated'],
    };

    beforeAll(async () => {
      const sums = new RollupsStore(engine);
      await sums.prepare();
      for (const rollup of ROLLUPS) {
        const built = await sums.build(rollup, [BATCH], new AbortController().signal);
        rollups[rollup.table] = built.map(({ rollupId }) => rollupId);
      }
    });

    const [DAYS, MONTHS] = [DAILY_COSTS.table, MONTHLY_COSTS.table];
    it.each<[Kpi | 'all', string, string]>([
      ['ESR_CONTRACTED', DAYS, DAYS],
      ['ESR_LIST', DAYS, DAYS],
      ['NEGOTIATED_SAVING', DAYS, DAYS],
      ['CASH_VS_ACCRUAL', DAYS, DAYS],
      ['WASTE_UNUSED_COMMITMENT', DAYS, DAYS],
      ['COMMITMENT_SAVING', MONTHS, 'charges'],
      ['COMMITMENT_UTILISATION', MONTHS, 'charges'],
      ['WASTE_UNUSED_CAPACITY', MONTHS, 'charges'],
      ['WASTE_RATE', MONTHS, 'charges'],
      ['COMMITMENT_COVERAGE', MONTHS, 'charges'],
      ['COMMITMENT_COVERAGE_LIST', MONTHS, 'charges'],
      ['TAG_COVERAGE', MONTHS, 'charges'],
      ['TAG_COVERAGE_TAGGABLE', MONTHS, 'charges'],
      ['COST_PER_MILLION_TOKENS', MONTHS, 'charges'],
      ['all', MONTHS, 'charges'],
    ])(
      '%s is that of the charges, and read from %s, converted from %s',
      async (kpi, asBilled, converted) => {
        for (const [grid, table] of [
          [null, asBilled],
          [rates, converted],
        ] as const) {
          for (const groupBy of [[], [{ dimension: 'SERVICE_NAME' as const }]]) {
            const asked = { period, tagKey: TAG, groupBy };
            const question = kpiQuestion(kpi === 'all' ? asked : { ...asked, kpis: [kpi] });
            const { sql } = planKpis(question, { ...scope, rollups }, grid);
            expect(sql).toContain(` FROM ${table} `);
            const rows = await store.rows(question, { ...scope, rollups }, grid);
            expect(rows.length).toBeGreaterThan(groupBy.length);
            expect(rows).toEqual(await store.rows(question, scope, grid));
          }
        }
      },
    );

    it('are those of the charges where a period has parts of months', async () => {
      const parts = { from: '2026-04-15', to: '2026-06-02' };
      const question = kpiQuestion({
        period: parts,
        tagKey: TAG,
        groupBy: [{ dimension: 'SERVICE_NAME' }],
      });
      const { sql } = planKpis(question, { ...scope, rollups });
      expect(sql).toContain(`FROM ${MONTHS} `);
      expect(sql).toContain('FROM charges ');
      const rows = await store.rows(question, { ...scope, rollups }, null);
      expect(rows.length).toBeGreaterThan(1);
      expect(rows).toEqual(await store.rows(question, scope, null));
    });
  });

  it('leave out what needs a tag when there is no key', async () => {
    const [row] = await kpis({});
    expect(row?.values.map(({ kpi }) => kpi)).not.toContain('TAG_COVERAGE');
  });

  it.each([
    ['tagKey', { kpis: ['TAG_COVERAGE'] as Kpi[] }],
    ['groupBy', { groupBy: Array.from({ length: 4 }, () => ({ dimension: 'SKU_ID' as const })) }],
    ['programTypes', { programTypes: [] }],
    ['period.to', { period: { from: '2026-05-01', to: '2026-05-01' } }],
  ])('are refused with %s at fault', (field, part) => {
    expect(() => kpiQuestion({ period, ...part })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field } }),
    );
  });
});
