import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@ai-finops/service-kit/errors';
import { csvBill } from '../../test/bill';
import { admin, createTestbed, type Testbed, user } from '../../test/testbed';
import type { CostAuditTrail } from '../access/cost-audit-trail';
import { ROLLUPS } from '../rollups/rollup-tables';
import { BatchesService } from './batches.service';
import { BatchesStore } from './batches.store';
import { ChargeStorageStore } from './charge-storage.store';

const may = { BillingPeriodStart: '2026-05-01', ChargePeriodStart: '2026-05-03' };
const june = { BillingPeriodStart: '2026-06-01', ChargePeriodStart: '2026-06-03' };

describe('batches of charges', () => {
  let bed: Testbed;
  let batches: BatchesService;
  let reported: unknown[];
  let accountsAreThere: boolean;
  const audit = {
    async record(report: unknown) {
      if (!accountsAreThere) throw new AppError('SERVICE_UNAVAILABLE');
      reported.push(report);
    },
  } as CostAuditTrail;
  const client = { ip: '198.51.100.7', userAgent: 'a browser' };

  beforeEach(async () => {
    bed = await createTestbed();
    batches = new BatchesService(
      new BatchesStore(bed.prisma),
      new ChargeStorageStore(bed.store),
      audit,
    );
    reported = [];
    accountsAreThere = true;
    await bed.bringIn(csvBill({ ...may }, { ...june }, { ...june, BillingAccountId: 'acc-2' }), {
      name: 'a.csv',
      source: 'one',
    });
    await bed.bringIn(csvBill({ ...june, BilledCost: '2' }), { name: 'b.csv', source: 'two' });
  });

  afterEach(() => bed.close());

  const buildMissing = async () => {
    while (await bed.tendRollups.buildNext(new AbortController().signal));
  };

  const live = async () =>
    (await bed.imports.livePeriods(admin)).map(
      ({ start, source, billingAccountId }) => `${start} ${source} ${billingAccountId}`,
    );

  it('are listed newest first, page by page, and by whether questions see them', async () => {
    const first = await batches.page(admin, 3);
    expect(first.totalCount).toBe(4);
    expect(first.nodes[0]).toMatchObject({
      period: { source: 'two', start: '2026-06-01', live: true },
      replacedAt: null,
      aggregated: true,
    });
    const second = await batches.page(admin, 3, first.pageInfo.endCursor);
    expect(second.nodes).toHaveLength(1);
    expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(4);
    await batches.deletePeriod(admin, { start: '2026-05-01' }, client);
    expect((await batches.page(admin, 10, null, false)).nodes).toMatchObject([
      { period: { start: '2026-05-01', live: false }, replacedAt: expect.any(String) },
    ]);
    expect((await batches.page(admin, 10, null, true)).totalCount).toBe(3);
  });

  it('know the days on which they have charges, in whatever currency', async () => {
    const days = ['2026-05-03T23:00:00Z', '2026-05-02T01:00:00Z', '2026-05-20T00:00:00Z'];
    const rows = days.map((day, n) => ({
      BillingAccountId: 'acc-9',
      BillingCurrency: n === 1 ? 'EUR' : 'USD',
      ChargePeriodStart: day,
      ChargePeriodEnd: '2026-05-21T00:00:00Z',
    }));
    await bed.bringIn(csvBill(...rows), { name: 'c.csv', source: 'three' });
    const { id } = await bed.prisma.billBatch.findFirstOrThrow({ where: { source: 'three' } });
    const scope = await bed.access.scopeFor(admin);
    const known = scope.days?.[scope.batches.indexOf(id)];
    expect(known).toEqual({ first: '2026-05-02', last: '2026-05-20' });
  });

  it('are deleted by month, source and account, and dropped after a time of grace', async () => {
    expect(
      await batches.deletePeriod(
        admin,
        {
          start: '2026-06-01',
          source: 'one',
          billingAccountId: 'acc-2',
        },
        client,
      ),
    ).toMatchObject([{ start: '2026-06-01', billingAccountId: 'acc-2', live: false }]);
    expect(await batches.deletePeriod(admin, { start: '2026-06-01' }, client)).toHaveLength(2);
    expect(await live()).toEqual(['2026-05-01 one acc-1']);
    await bed.prisma.billBatch.updateMany({
      where: { live: false },
      data: { replaced_at: new Date(Date.now() - 3_600_000) },
    });
    await bed.cleanUp();
    // Of three loads two are gone, and what the other shared with them.
    expect(await bed.charges.loads()).toHaveLength(1);
    expect(await bed.store.query('SELECT count() AS n FROM charges')).toEqual([{ n: '1' }]);
  });

  it('leave an entry in the audit log, and stay where there can be none', async () => {
    await batches.deletePeriod(admin, { start: '2026-06-01', source: 'one' }, client);
    expect(reported).toEqual([
      {
        event: 'BILLING_PERIOD_DELETE',
        outcome: 'SUCCESS',
        actorId: admin.id,
        ipAddress: client.ip,
        userAgent: client.userAgent,
        details: { start: '2026-06-01', source: 'one', periods: 2, charges: 2 },
      },
    ]);
    accountsAreThere = false;
    await expect(
      batches.deletePeriod(admin, { start: '2026-05-01' }, client),
    ).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await live()).toContain('2026-05-01 one acc-1');
  });

  it('may be imported again after they were deleted', async () => {
    await batches.deletePeriod(admin, { start: '2026-06-01', source: 'two' }, client);
    await bed.bringIn(csvBill({ ...june, BilledCost: '2' }), { name: 'b.csv', source: 'two' });
    expect(await live()).toContain('2026-06-01 two acc-1');
  });

  it('are let go when their time is over', async () => {
    const now = new Date('2026-07-15T00:00:00Z');
    expect(await batches.retireOlderThan(2, now)).toBe(0);
    expect(await batches.retireOlderThan(1, now)).toBe(1);
    expect(await live()).not.toContain('2026-05-01 one acc-1');
  });

  it('are summed up by day when they appear, by resource and SKU soon after, and anew when somebody asks for it', async () => {
    const built = async () => {
      const { rollups = {} } = await bed.access.scopeFor(admin);
      return Object.entries(rollups).map(([table, ids]) => [table, ids.filter(Boolean).length]);
    };
    expect(await built()).toContainEqual(['daily_costs', 4]);
    const summedUp = async () =>
      (await batches.page(admin, 4)).nodes.every(
        (batch) => batch.resourcesAggregated && batch.usageAggregated,
      );
    for (const end = Date.now() + 30_000; !(await summedUp()); await sleep(50)) {
      if (Date.now() > end) throw new Error('The worker did not sum everything up.');
    }
    const all = ROLLUPS.map(({ table }) => [table, 4]);
    expect((await built()).sort()).toEqual(all.sort());
    await bed.stopWorker();
    const pointers = () =>
      bed.prisma.billBatch.findMany({
        select: { id: true, daily_costs_id: true, daily_usage_id: true, monthly_costs_id: true },
        orderBy: { id: 'asc' },
      });
    const idsOf = (rows: Awaited<ReturnType<typeof pointers>>) =>
      rows.flatMap(({ id: _, ...rollups }) => Object.values(rollups)).sort();
    const before = await pointers();
    expect((await bed.rollups.ids()).sort()).toEqual(idsOf(before));

    const choice = { start: '2026-06-01', source: 'one' };
    expect(await batches.rebuildAggregates(admin, choice)).toHaveLength(2);
    const { batches: live } = await bed.access.scopeFor(admin);
    expect(live).toEqual(before.map(({ id }) => id));
    expect((await built()).sort()).toEqual(ROLLUPS.map(({ table }) => [table, 2]).sort());
    await buildMissing();
    const after = await pointers();
    expect(idsOf(after)).not.toContain(null);
    const kept = after.filter(
      ({ daily_costs_id }, n) => daily_costs_id === before[n]?.daily_costs_id,
    );
    expect(kept).toHaveLength(2);

    // Those that somebody may still read stay for a while.
    await bed.tendRollups.dropUnused();
    expect(await bed.rollups.ids()).toHaveLength(18);
    await bed.tendRollups.dropUnused(Date.now() + 2 * 3_600_000);
    expect((await bed.rollups.ids()).sort()).toEqual(idsOf(after));
  });

  it('lose their sums with their charges', async () => {
    await bed.stopWorker();
    await buildMissing();
    await batches.deletePeriod(admin, { start: '2026-06-01' }, client);
    await bed.prisma.billBatch.updateMany({
      where: { live: false },
      data: { replaced_at: new Date(Date.now() - 3_600_000) },
    });
    await bed.cleanUp();
    expect(await bed.rollups.ids()).toHaveLength(ROLLUPS.length);
  });

  it('take space that administrators see', async () => {
    await batches.deletePeriod(admin, { start: '2026-05-01' }, client);
    const used = await batches.used(admin);
    expect(used).toMatchObject({ liveCharges: 3, storedCharges: 4 });
    expect(used.bytesOnDisk).toBeGreaterThan(0);
    expect(used.bytesUncompressed).toBeGreaterThan(0);
  });

  it('are not for others, and are not deleted by mistake', async () => {
    await expect(batches.page(user, 10)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(batches.used(user)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(batches.rebuildAggregates(user, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(batches.rebuildAggregates(admin, { start: '2026-01-01' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(batches.rebuildAggregates(admin, { start: 'May' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(batches.deletePeriod(user, { start: '2026-05-01' }, client)).rejects.toMatchObject(
      {
        code: 'FORBIDDEN',
      },
    );
    await expect(
      batches.deletePeriod(admin, { start: '2026-01-01' }, client),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(batches.deletePeriod(admin, { start: 'May' }, client)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const key = { ...admin, scopes: ['admin'] as const };
    await expect(batches.deletePeriod(key, { start: '2026-05-01' }, client)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await live()).toHaveLength(4);
    expect(reported).toEqual([]);
  });
});
