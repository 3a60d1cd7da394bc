import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { units } from '../../test/exact';
import { expected, naive, shown } from '../../test/naive-costs';
import { BATCH, type Charge, charge, question } from '../../test/random-charges';
import type { CostsInput } from '../generated/graphql';
import { prepareCharges } from '../store/charges-table';
import { ChdbStore } from '../store/chdb-store';
import { costRows } from './cost-answer';
import { cursorOf } from './cost-cursor';
import { orderTerms, planCosts } from './cost-planner';
import { costQuestion } from './cost-question';

// Metrics, comparison, running sums, fiscal buckets and pages, each question answered twice: by the
// engine, and over the charges themselves.

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
const inOrder = (row: object) =>
  Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('the breadth of the cost planner against the charges themselves', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cost-breadth-'));
  const store = new ChdbStore(directory);
  const scope = { batches: [BATCH], grants: null };
  const [charges = []] = fc.sample(fc.array(charge, { minLength: 250, maxLength: 250 }), {
    seed: 11,
    numRuns: 1,
  });

  beforeAll(async () => {
    await prepareCharges(store);
    await store.execute(
      `INSERT INTO charges FORMAT JSONEachRow ${charges.map((row) => JSON.stringify(row)).join('\n')}`,
    );
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function ask(input: CostsInput) {
    const checked = costQuestion(input);
    const { sql, parameters } = planCosts(checked, scope);
    const records = await store.query<never>(sql, parameters);
    return { checked, records };
  }

  it('gives the same groups with the same values', async () => {
    await fc.assert(
      fc.asyncProperty(question, async (input) => {
        const { checked, records } = await ask(input);
        const rows = costRows(records, checked).map(shown).map(inOrder);
        const groups = naive(charges, input).map((group) => inOrder(expected(group, input)));
        expect(sorted(rows)).toEqual(sorted(groups));
      }),
      { numRuns: 80, seed: 3 },
    );
  }, 240_000);

  it.each<Partial<CostsInput>>([
    {},
    { orderBy: [{ by: 'METRIC', metric: 'LIST_UNIT_PRICE', direction: 'ASC' }] },
    {
      orderBy: [
        { by: 'KEY', index: 1, direction: 'DESC' },
        { by: 'BUCKET', direction: 'ASC' },
      ],
    },
    {
      orderBy: [
        { by: 'CHANGE', metric: 'RESOURCES' },
        { by: 'CHARGES', direction: 'ASC' },
      ],
    },
    { orderBy: [{ by: 'CHANGE_RATIO' }, { by: 'CURRENCY', direction: 'ASC' }] },
    { top: 1, granularity: 'HOUR' },
  ])('gives the rows of %j page by page as all at once, none twice', async (part) => {
    const input: CostsInput = {
      period: { from: '2026-01-01', to: '2026-04-01' },
      groupBy: [{ dimension: 'SERVICE_NAME' }, { dimension: 'LIST_UNIT_PRICE' }],
      granularity: 'MONTH',
      metrics: ['LIST_UNIT_PRICE', 'RESOURCES'],
      compareWith: 'PREVIOUS_PERIOD',
      ...part,
    };
    const { records: all } = await ask(input);
    expect(all.length).toBeGreaterThan(40);
    const paged: never[] = [];
    let after: string | null = null;
    do {
      const { checked, records }: Awaited<ReturnType<typeof ask>> = await ask({
        ...input,
        first: 17,
        after,
      });
      const page = records.slice(0, 17);
      paged.push(...page);
      after =
        records.length > 17 ? cursorOf(checked, orderTerms(checked), page.at(-1) ?? {}) : null;
    } while (after !== null);
    expect(paged).toEqual(all);
  });

  it.each<[string, CostsInput['filter'], (row: Charge) => boolean]>([
    [
      'a number above',
      [{ dimension: 'LIST_UNIT_PRICE', operator: 'GREATER_THAN', values: ['0.1'] }],
      (row) => (units(row.ListUnitPrice) ?? 0n) > (units('0.1') ?? 0n),
    ],
    [
      'a number at most',
      [{ dimension: 'EFFECTIVE_COST', operator: 'AT_MOST', values: ['0.10'] }],
      (row) =>
        row.EffectiveCost !== null && (units(row.EffectiveCost) ?? 0n) <= (units('0.1') ?? 0n),
    ],
    [
      'one of numbers, however written',
      [{ dimension: 'LIST_COST', values: ['12.500', '100'] }],
      (row) => ['12.5', '100'].includes(row.ListCost ?? ''),
    ],
    [
      'none of numbers, or no number',
      [{ dimension: 'LIST_COST', operator: 'NOT_IN', values: ['12.5'] }],
      (row) => row.ListCost !== '12.5',
    ],
    [
      'a time from',
      [
        {
          dimension: 'CHARGE_PERIOD_START',
          operator: 'AT_LEAST',
          values: ['2026-01-31T23:30:00Z'],
        },
      ],
      (row) => row.ChargePeriodStart >= '2026-01-31 23:30:00',
    ],
    [
      'a day before',
      [{ dimension: 'CHARGE_PERIOD_START', operator: 'LESS_THAN', values: ['2026-01-31'] }],
      (row) => row.ChargePeriodStart < '2026-01-31',
    ],
    [
      'no number',
      [{ dimension: 'PRICING_QUANTITY', operator: 'IS_NULL' }],
      (row) => row.PricingQuantity === null,
    ],
    [
      'a text that begins so',
      [{ dimension: 'SERVICE_NAME', operator: 'STARTS_WITH', values: ['E', 'R'] }],
      (row) => /^[ER]/.test(row.ServiceName ?? ''),
    ],
    [
      'a text that lacks it, or none',
      [{ dimension: 'SERVICE_NAME', operator: 'NOT_CONTAINS', values: ['s'] }],
      (row) => !/s/i.test(row.ServiceName ?? ''),
    ],
  ])('finds charges by %s', async (_, filter, holds) => {
    const period = { from: '2025-01-01', to: '2027-01-01' };
    const { records, checked } = await ask({ period, ...(filter && { filter }) });
    const found = costRows(records, checked).reduce((sum, { charges: count }) => sum + count, 0);
    expect(found).toBe(charges.filter(holds).length);
  });
});
