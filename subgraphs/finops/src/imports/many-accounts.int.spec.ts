import { setTimeout as sleep } from 'node:timers/promises';
import { csvBill } from '../../test/bill';
import { killEngine } from '../../test/kill-engine';
import { createTestbed, type Testbed } from '../../test/testbed';
import { CHARGE_TYPES } from '../store/charges-table';

const ACCOUNTS = 3_000;

/** As resellers get it: thousands of billing accounts, each with two charges of 1, in no order. */
const accounts = Array.from({ length: ACCOUNTS }, (_, n) => `acc-${n}`);
const bill = (ids: readonly string[], cost = '1') =>
  csvBill(...[...ids, ...ids].map((BillingAccountId) => ({ BillingAccountId, BilledCost: cost })));

describe('a bill of thousands of billing accounts', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await createTestbed();
  });

  afterEach(() => bed.close());

  const parts = () =>
    bed.store.query<{ rows: string }>(
      "SELECT rows FROM system.parts WHERE database = currentDatabase() AND table = 'charges' AND active",
    );

  const total = async () => {
    const [row] = await bed.visible<{ total: string; accounts: string }>(
      'toString(sum(BilledCost)) AS total, uniqExact(BillingAccountId) AS accounts',
    );
    return row;
  };

  /** Lets the time go by after which nobody reads what was replaced. */
  async function afterTheGrace(): Promise<void> {
    await bed.stopWorker();
    await bed.prisma.billBatch.updateMany({
      where: { live: false },
      data: { replaced_at: new Date(Date.now() - 3_600_000) },
    });
    await bed.cleanUp();
  }

  it('becomes one part for each month, and a batch for each account', async () => {
    const result = await bed.bringIn(bill(accounts));
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 2 * ACCOUNTS });
    expect(result.periods).toHaveLength(ACCOUNTS);
    expect(
      new Set(
        result.periods.map(({ charges, billedCost }) => [charges, billedCost[0]?.amount].join()),
      ),
    ).toEqual(new Set(['2,2']));
    expect(await parts()).toEqual([{ rows: String(2 * ACCOUNTS) }]);
    expect(await total()).toEqual({ total: String(2 * ACCOUNTS), accounts: String(ACCOUNTS) });

    // So many more batches need so few statements, too.
    await bed.stopWorker();
    const unbuilt = { monthly_costs_id: null, daily_usage_id: null };
    await bed.prisma.billBatch.updateMany({ data: unbuilt });
    const written = jest.spyOn(bed.store, 'write');
    while (await bed.tendRollups.buildNext(new AbortController().signal));
    const statements = written.mock.calls.length;
    written.mockRestore();
    expect(statements).toBeLessThanOrEqual(2 * (ACCOUNTS / 1_000));
    const missing = Object.entries(unbuilt).map(([column, none]) => ({ [column]: none }));
    expect(await bed.prisma.billBatch.count({ where: { OR: missing } })).toBe(0);
  });

  it('is replaced account by account, and what was replaced leaves the disk', async () => {
    const some = accounts.slice(0, 300);
    await bed.bringIn(bill(some));
    await bed.bringIn(bill(some.slice(1), '2'));
    const expected = { total: String(2 + 4 * (some.length - 1)), accounts: String(some.length) };
    expect(await total()).toEqual(expected);

    // The account that the new version lacks stays, in a part that it does not share any more.
    await afterTheGrace();
    expect((await parts()).map(({ rows }) => Number(rows)).sort((a, b) => a - b)).toEqual([
      2,
      2 * (some.length - 1),
    ]);
    expect(await total()).toEqual(expected);
    expect(await bed.prisma.billBatch.count({ where: { live: false, dropped_at: null } })).toBe(0);

    bed.startWorker();
    await bed.bringIn(bill(some, '3'));
    await afterTheGrace();
    expect(await parts()).toEqual([{ rows: String(2 * some.length) }]);
    expect(await bed.charges.loads()).toHaveLength(1);
    expect(await total()).toEqual({
      total: String(6 * some.length),
      accounts: String(some.length),
    });
  });

  it('leaves the disk without those that stay, whenever the engine is killed meanwhile', async () => {
    const some = accounts.slice(0, 50);
    let cost = 0;
    for (const delay of [0, 15, 50]) {
      cost += 1;
      await bed.bringIn(bill(some, String(cost)));
      await bed.bringIn(bill(some.slice(1), String(cost)));
      await bed.stopWorker();
      await bed.prisma.billBatch.updateMany({
        where: { live: false },
        data: { replaced_at: new Date(Date.now() - 3_600_000) },
      });
      // What ends with the engine is tried again the next time.
      await Promise.allSettled([bed.cleanUp(), sleep(delay).then(() => killEngine(bed.store))]);
      await afterTheGrace();
      const charges = 2 * some.length;
      expect(await bed.store.query('SELECT count() AS n FROM charges')).toEqual([
        { n: String(charges) },
      ]);
      expect(await total()).toEqual({
        total: String(charges * cost),
        accounts: String(some.length),
      });
      bed.startWorker();
    }
  });
});

describe('a table that was made with a partition for each batch', () => {
  it('takes bills, replaces them and drops what was replaced', async () => {
    const bed = await createTestbed();
    await bed.stopWorker();
    await bed.store.execute('DROP TABLE charges');
    await bed.store.execute(
      `CREATE TABLE charges (${[...CHARGE_TYPES].map(([name, type]) => `${name} ${type}`).join(', ')})
       ENGINE = MergeTree PARTITION BY (toYYYYMM(BillingPeriodStart), BatchId)
       ORDER BY (toDate(ChargePeriodStart), ServiceProviderName) SETTINGS allow_nullable_key = 1`,
    );
    bed.startWorker();
    await bed.bringIn(bill(['a', 'b', 'c']));
    await bed.bringIn(bill(['a', 'b'], '2'));
    await bed.stopWorker();
    await bed.prisma.billBatch.updateMany({
      where: { live: false },
      data: { replaced_at: new Date(Date.now() - 3_600_000) },
    });
    await bed.cleanUp();
    expect(await bed.visible('count() AS n, toString(sum(BilledCost)) AS total')).toEqual([
      { n: '6', total: '10' },
    ]);
    expect(await bed.store.query('SELECT count() AS n FROM charges')).toEqual([{ n: '6' }]);

    await bed.charges.dropLoads(await bed.charges.loads());
    expect(await bed.charges.loads()).toEqual([]);
    await bed.close();
  });
});
