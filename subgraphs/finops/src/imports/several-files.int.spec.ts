import { gzipSync, zstdCompressSync } from 'node:zlib';
import { csvBill } from '../../test/bill';
import { admin, createTestbed, type Folder, type Testbed } from '../../test/testbed';

const may = { BillingPeriodStart: '2026-05-01', ChargePeriodStart: '2026-05-03' };
const june = { BillingPeriodStart: '2026-06-01', ChargePeriodStart: '2026-06-03' };

const bill = (cost: string, charge: Record<string, string> = may) =>
  csvBill({ ...charge, BilledCost: cost });

describe('several files of one import', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  /** A source of its own for each test, so that none sees the charges of another. */
  const source = () => (expect.getState().currentTestName ?? '').slice(-100).trim();

  const together = (folder: Folder) => bed.bringInTogether(folder, source());

  const alone = (content: string, name: string) => bed.bringIn(content, { name, source: source() });

  async function total(...sources: string[]): Promise<string | undefined> {
    const live = await bed.prisma.billBatch.findMany({
      where: { live: true, source: { in: [source(), ...sources] } },
    });
    const [row] = await bed.store.query<{ total: string }>(
      'SELECT toString(sum(BilledCost)) AS total FROM charges WHERE BatchId IN {batches:Array(UUID)}',
      { batches: live.map(({ id }) => id) },
    );
    return row?.total;
  }

  it('appear together, whatever the format and the columns of each', async () => {
    const result = await together({
      'a.csv': bill('1'),
      'b.csv.gz': gzipSync(csvBill({ ...may, BilledCost: '2', x_Extra: '1' })),
      'c/d.csv.zst': zstdCompressSync('BilledCost,ChargePeriodStart\n4,2026-05-04\nx,2026-05-04\n'),
    });
    expect(result).toMatchObject({
      status: 'PUBLISHED',
      fileName: '3 files',
      focusVersion: '1.0',
      rowsRead: 4,
      rowsLoaded: 4,
      files: [
        { name: 'a.csv', format: 'CSV', rowsLoaded: 1 },
        { name: 'b.csv.gz', format: 'CSV_GZ', rowsLoaded: 1 },
        { name: 'c/d.csv.zst', format: 'CSV_ZST', rowsLoaded: 2 },
      ],
    });
    const { bytesRead, bytesTotal } = result.progress;
    expect(bytesRead).toBe(bytesTotal);
    expect(bytesTotal).toBe(result.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(result.issues).toContainEqual(
      expect.objectContaining({ code: 'UNREADABLE_DECIMAL', file: 'c/d.csv.zst', firstRows: [2] }),
    );
    expect(result.issues).toContainEqual(
      expect.objectContaining({ code: 'UNKNOWN_COLUMN', file: 'b.csv.gz', column: 'x_Extra' }),
    );
    expect(await total()).toBe('7');
  });

  it('are refused together when one of them is faulty', async () => {
    await alone(bill('100'), 'a.csv');
    const result = await together({
      'a.csv': bill('1'),
      'b.csv.gz': gzipSync(bill('2')).subarray(0, -4),
    });
    expect(result).toMatchObject({
      status: 'FAILED',
      error: { code: 'FILE_TRUNCATED', message: expect.stringContaining('b.csv.gz: ') },
      periods: [],
    });
    expect(await total()).toBe('100');
    expect(await bed.storedImports()).not.toContain(result.id);
  });

  it('may be empty but for one', async () => {
    expect(await together({ 'a.csv': csvBill(), 'b.csv': bill('2') })).toMatchObject({
      status: 'PUBLISHED',
      rowsLoaded: 1,
    });
    expect(await together({ 'c.csv': csvBill(), 'd.csv': csvBill() })).toMatchObject({
      status: 'FAILED',
      error: { code: 'NO_ROWS_LOADED' },
    });
  });

  it('replace what files of the same names brought for the same periods, and nothing else', async () => {
    await together({
      'a.csv': bill('1'),
      'b.csv': bill('2'),
      'c.csv': bill('4'),
    });
    await alone(bill('8', june), 'a.csv');
    await bed.bringIn(bill('16'), { name: 'a.csv', source: 'another' });
    await together({ 'a.csv': bill('32'), 'b.csv': bill('64') });
    expect(await total('another')).toBe(String(4 + 8 + 16 + 32 + 64));
  });

  it('are news unless the same files were brought before', async () => {
    const folder = { 'a.csv': bill('1'), 'b.csv': bill('2') };
    const first = await together(folder);
    expect((await bed.beginTogether(folder, source())).id).toBe(first.id);
    const more = await together({ ...folder, 'c.csv': bill('4') });
    expect(more.id).not.toBe(first.id);
    expect(await total()).toBe('7');
  });

  it('of an export are one version of it: fewer files replace more', async () => {
    const manifest = (...files: unknown[]) => JSON.stringify({ export: 'cloud', files });
    const first = await together({
      'manifest.json': manifest('a.csv', 'b.csv', { name: 'c.csv', rows: 1 }),
      'a.csv': bill('1'),
      'b.csv': bill('2'),
      'c.csv': bill('4'),
      'old.csv': bill('1000'),
    });
    expect(first).toMatchObject({
      fileName: 'cloud',
      periods: [{ fileName: 'cloud', charges: 3, billedCost: [{ amount: '7', currency: 'USD' }] }],
    });
    expect(first.issues).toContainEqual(
      expect.objectContaining({
        code: 'FILE_NOT_NAMED',
        message: expect.stringContaining('old.csv'),
      }),
    );
    await together({ 'manifest.json': manifest('a.csv'), 'a.csv': bill('8') });
    expect(await total()).toBe('8');
  });

  it('of an export of AWS are recognised by its manifest', async () => {
    const result = await together({
      'metadata/BILLING_PERIOD=2026-05/focus-Manifest.json': JSON.stringify({
        dataFiles: ['s3://bucket/x/focus/data/BILLING_PERIOD=2026-05/focus-00001.csv.gz'],
      }),
      'data/BILLING_PERIOD=2026-05/focus-00001.csv.gz': gzipSync(bill('5')),
    });
    expect(result).toMatchObject({ status: 'PUBLISHED', periods: [{ fileName: 'focus' }] });
  });

  it('are refused when the manifest names one that is missing, or states other rows', async () => {
    const files = [{ name: 'a.csv', rows: 2 }];
    const manifest = JSON.stringify({ export: 'cloud', files });
    await expect(bed.beginTogether({ 'manifest.json': manifest })).rejects.toMatchObject({
      code: 'MANIFEST_INCOMPLETE',
      details: { file: 'a.csv' },
    });
    const result = await together({ 'manifest.json': manifest, 'a.csv': bill('1') });
    expect(result).toMatchObject({ status: 'FAILED', error: { code: 'MANIFEST_DIFFERS' } });
  });

  it('are asked for by uploadId or uploadIds, not by both or neither', async () => {
    for (const input of [{}, { uploadId: 'a', uploadIds: ['b'] }, { uploadIds: [] }]) {
      await expect(bed.imports.importBill(admin, input)).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
      });
    }
    await expect(bed.imports.importBill(admin, { uploadIds: ['x'] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
