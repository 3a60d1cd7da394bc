import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { csvBill } from '../../test/bill';
import { admin, createTestbed, type Testbed, user } from '../../test/testbed';

const may = { BillingPeriodStart: '2026-05-01', ChargePeriodStart: '2026-05-03' };
const june = { BillingPeriodStart: '2026-06-01', ChargePeriodStart: '2026-06-03' };

describe('an import', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await createTestbed();
  });

  afterEach(() => bed.close());

  const total = async () => {
    const [row] = await bed.visible<{ total: string }>('toString(sum(BilledCost)) AS total');
    return row?.total;
  };

  it('brings one period for each billing account and month, with its cost by currency', async () => {
    const result = await bed.bringIn(
      csvBill(
        { ...may, BilledCost: '1.000000000001' },
        { ...may, BilledCost: '2', BillingCurrency: 'EUR' },
        { ...june, BilledCost: '4', BillingCurrency: 'NULL' },
        { ...june, BilledCost: '8', BillingAccountId: 'acc-2', BillingPeriodEnd: '' },
      ),
      { name: 'bill.csv', source: 'cloud' },
    );
    expect(result).toMatchObject({
      status: 'PUBLISHED',
      rowsLoaded: 4,
      importedBy: { id: 'admin' },
    });
    const period = { source: 'cloud', fileName: 'bill.csv', live: true };
    const periods = [
      {
        ...period,
        start: '2026-06-01',
        end: '2026-06-01',
        billingAccountId: 'acc-1',
        charges: 1,
        billedCost: [{ amount: '4', currency: 'XXX' }],
      },
      {
        ...period,
        start: '2026-06-01',
        end: null,
        billingAccountId: 'acc-2',
        charges: 1,
        billedCost: [{ amount: '8', currency: 'USD' }],
      },
      {
        ...period,
        start: '2026-05-01',
        end: '2026-06-01',
        billingAccountId: 'acc-1',
        charges: 2,
        billedCost: [
          { amount: '2', currency: 'EUR' },
          { amount: '1.000000000001', currency: 'USD' },
        ],
      },
    ];
    expect(result.periods).toEqual(periods);
    expect(await bed.imports.livePeriods(admin)).toEqual(periods);
  });

  it('adds costs up that have more digits together than one may have', async () => {
    const huge = { ...may, BilledCost: '60000000000000000000000000.000000000001' };
    await bed.bringIn(csvBill(huge, huge, huge));
    expect((await bed.imports.livePeriods(admin)).map(({ billedCost }) => billedCost)).toEqual([
      [{ amount: '180000000000000000000000000.000000000003', currency: 'USD' }],
    ]);
  });

  it('of the same content twice answers with the earlier one, also under another name', async () => {
    const first = await bed.bringIn(csvBill({}), { name: 'a.csv' });
    const second = await bed.begin(csvBill({}), { name: 'b.csv' });
    expect(second).toEqual(first);
    expect((await bed.imports.page(admin, 10)).totalCount).toBe(1);
    expect(await total()).toBe('1.5');
  });

  it('of the same content twenty times at once is one import', async () => {
    const bill = csvBill({});
    const begun = await Promise.all(Array.from({ length: 20 }, () => bed.begin(bill)));
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
    await bed.finished(begun[0]?.id ?? '');
    expect(await total()).toBe('1.5');
  });

  it('of the same content for another source is another import', async () => {
    await bed.bringIn(csvBill({}), { source: 'a' });
    await bed.bringIn(csvBill({}), { source: 'b' });
    expect(await total()).toBe('3');
  });

  it('of the same content may be tried again after it failed', async () => {
    const failed = await bed.bringIn('x,y\n1,2\n');
    const again = await bed.bringIn('x,y\n1,2\n');
    expect(again.id).not.toBe(failed.id);
  });

  it('of the same file with other content replaces the periods that it brings and no others', async () => {
    const first = await bed.bringIn(
      csvBill({ ...may, BilledCost: '1' }, { ...june, BilledCost: '10' }),
    );
    const second = await bed.bringIn(csvBill({ ...june, BilledCost: '20' }));
    expect(await total()).toBe('21');
    const before = await bed.imports.find(admin, first.id);
    expect(before?.periods.map(({ start, live }) => [start, live])).toEqual([
      ['2026-06-01', false],
      ['2026-05-01', true],
    ]);
    expect(second.periods).toMatchObject([{ start: '2026-06-01', live: true }]);
  });

  it('of an earlier version brings it back after a later one replaced it', async () => {
    const old = csvBill({ BilledCost: '1' });
    await bed.bringIn(old);
    await bed.bringIn(csvBill({ BilledCost: '2' }));
    await bed.bringIn(old);
    expect(await total()).toBe('1');
  });

  it('of another file of the source is added beside the first', async () => {
    await bed.bringIn(csvBill({ BilledCost: '1' }), { name: 'a.csv' });
    await bed.bringIn(csvBill({ BilledCost: '2' }), { name: 'b.csv' });
    expect(await total()).toBe('3');
  });

  it('keeps what is there when the new version of a file is refused', async () => {
    await bed.bringIn(csvBill({ BilledCost: '1' }));
    const refused = await bed.bringIn(gzipSync(csvBill({ BilledCost: '2' })).subarray(0, -8));
    expect(refused.status).toBe('FAILED');
    expect(await total()).toBe('1');
  });

  it('drops replaced charges after a time of grace, not before', async () => {
    await bed.bringIn(csvBill({ BilledCost: '1' }));
    await bed.bringIn(csvBill({ BilledCost: '2' }));
    await bed.stopWorker();
    expect(await bed.storedImports()).toHaveLength(2);
    await bed.prisma.billBatch.updateMany({
      where: { live: false },
      data: { replaced_at: new Date(Date.now() - 3_600_000) },
    });
    bed.startWorker();
    // It is noted after the charges are gone.
    const dropped = () => bed.prisma.billBatch.count({ where: { dropped_at: { not: null } } });
    for (const end = Date.now() + 60_000; Date.now() < end && (await dropped()) === 0; ) {
      await sleep(25);
    }
    expect(await dropped()).toBe(1);
    expect(await bed.storedImports()).toHaveLength(1);
    expect(await total()).toBe('2');
  });

  it('reads a gzip whatever its name says, also one of several members', async () => {
    const [header, ...rows] = csvBill({ BilledCost: '1' }, { BilledCost: '2' }).split(/(?<=\n)/);
    const members = [header, ...rows].map((part) => gzipSync(part ?? ''));
    const result = await bed.bringIn(Buffer.concat(members), { name: 'bill.parquet' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 2 });
    expect(await total()).toBe('3');
  });

  it('reads a Zstandard of several frames, one of which is to be skipped', async () => {
    const [header, ...rows] = csvBill({ BilledCost: '1' }, { BilledCost: '2' }).split(/(?<=\n)/);
    const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
    const frames = [header, ...rows].map((part) => zstdCompressSync(part ?? ''));
    const result = await bed.bringIn(Buffer.concat([skipped, ...frames]), { source: 'frames' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 2, rowsRefused: 0 });
  });

  it('reads Parquet with the types of Parquet', async () => {
    const path = join(bed.directory, 'bill.parquet');
    // The engine writes the file: decimals, doubles, timestamps, dates, maps, numbers and lists.
    await bed.store.query(`
      INSERT INTO FUNCTION file('${path}', Parquet) SELECT
        toDecimal128('1.000000000001', 12) AS BilledCost, 0.1::Float64 AS EffectiveCost,
        toDecimal64('2.5', 2) AS ListCost, toNullable(NULL::Nullable(Int32)) AS ContractedCost,
        toDateTime64('2026-05-03 04:05:06.789', 6, 'UTC') AS ChargePeriodStart,
        toDate('2026-05-01') AS BillingPeriodStart, 'usage' AS ChargeCategory,
        map('team', 'red', 'blank', ' ', 'key', ' v ') AS Tags, 5::UInt32 AS SkuId,
        '{"a":1}' AS SkuPriceDetails, [1, 2] AS x_Extra, 'USD' AS BillingCurrency,
        'acc' AS billingaccountid
      FROM numbers(3)`);
    const result = await bed.bringIn(createReadStream(path), { name: 'x.csv' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 3, error: null });
    const [row] = await bed.visible(
      'BilledCost, EffectiveCost, ListCost, ContractedCost, ChargePeriodStart, BillingPeriodStart, ChargeCategory, Tags, SkuId, SkuPriceDetails, BillingAccountId',
      'ORDER BY SourceRow',
    );
    expect(row).toEqual({
      BilledCost: '1.000000000001',
      EffectiveCost: '0.1',
      ListCost: '2.5',
      ContractedCost: null,
      ChargePeriodStart: '2026-05-03 04:05:06',
      BillingPeriodStart: '2026-05-01 00:00:00',
      ChargeCategory: 'Usage',
      Tags: { team: 'red', key: 'v' },
      SkuId: '5',
      SkuPriceDetails: '{"a":1}',
      BillingAccountId: 'acc',
    });
  });

  it('takes times of Parquet that it cannot hold for none, and says so', async () => {
    const path = join(bed.directory, 'times.parquet');
    const times = [
      '1969-12-31 23:59:59.999',
      '1970-01-01 00:00:00.000',
      '2105-12-31 23:59:59.999',
      '2106-01-01 00:00:00.000',
    ];
    await bed.store.query(`
      INSERT INTO FUNCTION file('${path}', Parquet) SELECT
        1 AS BilledCost, toDate('2026-05-03') AS ChargePeriodStart, 'acc' AS BillingAccountId,
        toDateTime64(arrayElement(['${times.join("', '")}'], number + 1), 3, 'UTC') AS ChargePeriodEnd
      FROM numbers(4)`);
    const { issues } = await bed.bringIn(createReadStream(path));
    expect(issues).toContainEqual(
      expect.objectContaining({ code: 'UNREADABLE_TIME', rows: 2, firstRows: [1, 4] }),
    );
    const rows = await bed.visible<{ end: string | null }>(
      'ChargePeriodEnd AS end',
      'ORDER BY SourceRow',
    );
    const ends = [null, '1970-01-01 00:00:00', '2105-12-31 23:59:59', null];
    expect(rows.map(({ end }) => end)).toEqual(ends);
  });

  it('reads Parquet that holds nothing but text by the rules of text', async () => {
    const path = join(bed.directory, 'text.parquet');
    await bed.store.query(`
      INSERT INTO FUNCTION file('${path}', Parquet) SELECT
        arrayElement(['1.5', 'NULL', '$3'], number + 1) AS BilledCost, '5/3/26' AS ChargePeriodStart,
        '{"a":"b"}' AS Tags, 'null' AS ServiceName FROM numbers(3)`);
    const result = await bed.bringIn(createReadStream(path));
    expect(result.issues).toContainEqual(
      expect.objectContaining({ code: 'UNREADABLE_DECIMAL', rows: 1, firstRows: [3] }),
    );
    expect(await bed.visible('BilledCost, ServiceName, Tags', 'ORDER BY SourceRow')).toEqual([
      { BilledCost: '1.5', ServiceName: null, Tags: { a: 'b' } },
      { BilledCost: null, ServiceName: null, Tags: { a: 'b' } },
      { BilledCost: null, ServiceName: null, Tags: { a: 'b' } },
    ]);
  });

  it.each(['csv', 'csv.gz', 'parquet'])(
    'numbers the rows of a large %s in its order',
    async (kind) => {
      const path = join(bed.directory, `large.${kind}`);
      const format = kind === 'parquet' ? 'Parquet' : 'CSVWithNames';
      await bed.store.query(`
      INSERT INTO FUNCTION file('${path}', ${format}) SELECT
        number + 1 AS SkuId, concat('resource-', toString(cityHash64(number))) AS ResourceId,
        1 AS BilledCost, toDateTime('2026-01-01 00:00:00', 'UTC') + number AS ChargePeriodStart
      FROM numbers(400000)`);
      const result = await bed.bringIn(createReadStream(path));
      expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 400_000 });
      expect(
        await bed.visible('count() AS n, countIf(toString(SourceRow) != SkuId) AS misnumbered'),
      ).toEqual([{ n: '400000', misnumbered: '0' }]);
    },
  );

  it('is refused to users without rights, who see none either', async () => {
    const { id } = await bed.bringIn(csvBill({}));
    await expect(
      bed.imports.importBill(user, { uploadId: 'x', source: 'y' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await bed.imports.find(user, id)).toBeNull();
    expect(await bed.imports.page(user, 10)).toMatchObject({ nodes: [], totalCount: 0 });
    expect(await bed.imports.livePeriods(user)).toEqual([]);
    await expect(bed.access.scopeFor(user)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('of an unknown upload is refused', async () => {
    await expect(
      bed.imports.importBill(admin, { uploadId: '../../etc/passwd' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lists imports newest first, page by page', async () => {
    for (const cost of ['1', '2', '3'])
      await bed.bringIn(csvBill({ BilledCost: cost }), { name: `${cost}.csv` });
    const first = await bed.imports.page(admin, 2);
    expect(first.nodes.map(({ fileName }) => fileName)).toEqual(['3.csv', '2.csv']);
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const second = await bed.imports.page(admin, 2, first.pageInfo.endCursor);
    expect(second.nodes.map(({ fileName }) => fileName)).toEqual(['1.csv']);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('removes the uploaded file once it is published', async () => {
    await bed.bringIn(csvBill({}));
    const [upload] = await bed.prisma.upload.findMany();
    const path = bed.files.pathOf(upload?.id ?? '');
    for (let n = 0; n < 400 && existsSync(path); n++) await sleep(25);
    expect(existsSync(path)).toBe(false);
  });
});
