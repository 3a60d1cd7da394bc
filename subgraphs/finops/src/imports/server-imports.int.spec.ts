import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvBill } from '../../test/bill';
import { ClickhouseFront } from '../../test/clickhouse-front';
import { createTestbedOn } from '../../test/testbed';
import { ChargeStorageStore } from '../batches/charge-storage.store';
import { ClickhouseStore } from '../store/clickhouse-store';

const JUNE = { BillingPeriodStart: '2026-06-01', ChargePeriodStart: '2026-06-03' };

async function createServerBed() {
  let front: ClickhouseFront | undefined;
  const bed = await createTestbedOn(async (directory) => {
    front = await ClickhouseFront.start(directory);
    return new ClickhouseStore(front.url, undefined);
  });
  return { ...bed, close: () => bed.close().finally(() => front?.stop()) };
}

describe('imports over the interface of a ClickHouse server', () => {
  let bed: Awaited<ReturnType<typeof createServerBed>>;

  beforeAll(async () => {
    bed = await createServerBed();
  });

  afterAll(() => bed.close());

  const sums = () =>
    bed.visible(
      'toString(BillingPeriodStart) AS period, sum(BilledCost) AS cost, count() AS n',
      'GROUP BY period ORDER BY period',
    );

  it('load CSV.gz, keep what was refused, and replace a period whole', async () => {
    const bill = csvBill(
      { BilledCost: '0.100000000001' },
      { BilledCost: '0.2', ChargePeriodStart: 'never' },
      { ...JUNE, BilledCost: '7' },
    );
    const first = await bed.bringIn(gzipSync(bill));
    expect(first).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 2, error: null });
    expect(await sums()).toEqual([
      { period: '2026-05-01 00:00:00', cost: '0.100000000001', n: '1' },
      { period: '2026-06-01 00:00:00', cost: '7', n: '1' },
    ]);
    const refused = await bed.refused.read(first.id).next();
    expect(refused.value).toMatchObject({ row: 2, reasons: ['UNREADABLE_TIME ChargePeriodStart'] });

    await bed.bringIn(csvBill({ ...JUNE, BilledCost: '8' }, { ...JUNE, BilledCost: '0.5' }));
    expect(await sums()).toEqual([
      { period: '2026-05-01 00:00:00', cost: '0.100000000001', n: '1' },
      { period: '2026-06-01 00:00:00', cost: '8.5', n: '2' },
    ]);
  });

  it('load Parquet and sum it up by day', async () => {
    const path = join(bed.directory, 'bill.parquet');
    await bed.store.write(`
      INSERT INTO FUNCTION file('${path}', Parquet) SELECT
        toDecimal128('1.000000000001', 12) AS BilledCost, 'USD' AS BillingCurrency, 'other' AS BillingAccountId,
        toDateTime64('2026-04-03 04:05:06', 6, 'UTC') AS ChargePeriodStart, toDate('2026-04-01') AS BillingPeriodStart
      FROM numbers(3)`);
    const brought = await bed.bringIn(createReadStream(path), { source: 'parquet' });
    expect(brought).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 3, error: null });
    expect(await sums()).toContainEqual({
      period: '2026-04-01 00:00:00',
      cost: '3.000000000003',
      n: '3',
    });
    const rollups = await bed.store.query(
      `SELECT sum(Charges) AS charges, sum(BilledCost) AS cost FROM daily_costs
       WHERE BillingPeriodStart = '2026-04-01 00:00:00'`,
    );
    expect(rollups).toEqual([{ charges: '3', cost: '3.000000000003' }]);
  });

  it('load what is nested in Parquet: tags in a list, details in a struct', async () => {
    const path = join(bed.directory, 'nested.parquet');
    await bed.store.write(`
      INSERT INTO FUNCTION file('${path}', Parquet) SELECT
        toUInt64('18446744073709551615') AS BilledCost, toDate('2026-07-01') AS ChargePeriodStart,
        CAST([('team.a', 'red'), ('none', NULL)], 'Array(Tuple(key String, value Nullable(String)))') AS Tags,
        CAST((0.5, 'M5'), 'Tuple(CoreCount Float64, InstanceSeries String)') AS SkuPriceDetails,
        toUUID('00000000-0000-0000-0000-000000000001') AS InvoiceId`);
    const { id, status } = await bed.bringIn(createReadStream(path), { source: 'nested' });
    expect(status).toBe('PUBLISHED');
    const columns = 'BilledCost, Tags, SkuPriceDetails, InvoiceId';
    expect(await bed.visible(columns, `AND ImportId = '${id}'`)).toEqual([
      {
        BilledCost: '18446744073709551615',
        Tags: { 'team.a': 'red' },
        SkuPriceDetails: '{"CoreCount":0.5,"InstanceSeries":"M5"}',
        InvoiceId: '00000000-0000-0000-0000-000000000001',
      },
    ]);
  });

  it('answer questions about thousands of billing accounts', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => ({ BillingAccountId: `many-${n}` }));
    const { id } = await bed.bringIn(csvBill(...many), { source: 'reseller' });
    expect(
      await bed.visible('count() AS n, uniqExact(BatchId) AS batches', `AND ImportId = '${id}'`),
    ).toEqual([{ n: '2000', batches: '2000' }]);
    await bed.prisma.billBatch.deleteMany({ where: { import_id: id } });
    await bed.cleanUp();
  });

  it('refuse a damaged file with its code, and leave nothing of it', async () => {
    const whole = gzipSync(csvBill({ BilledCost: '1' }));
    const before = await bed.charges.loads();
    const failed = await bed.bringIn(whole.subarray(0, whole.length - 12), { source: 'broken' });
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'FILE_TRUNCATED' } });
    expect(new Set(await bed.charges.loads())).toEqual(new Set(before));
  });

  it('are dropped by batch, and tell the space that they take', async () => {
    const storage = new ChargeStorageStore(bed.store);
    const { charges, bytesOnDisk } = await storage.used();
    expect(bytesOnDisk).toBeGreaterThan(0);
    // It might be summing one of them up.
    await bed.stopWorker();
    await bed.charges.dropLoads(await bed.charges.loads());
    await bed.rollups.drop(await bed.rollups.ids());
    expect(charges).toBe(8);
    expect(await storage.used()).toMatchObject({ charges: 0 });
    expect([await bed.charges.loads(), await bed.rollups.ids()]).toEqual([[], []]);
  });
});
