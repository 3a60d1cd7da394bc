import { gzipSync, zstdCompressSync } from 'node:zlib';
import { csvBill } from '../../test/bill';
import { createTestbed, type Testbed } from '../../test/testbed';

const ROWS = 20_000;

describe('a faulty file', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
    const good = await bed.bringIn(csvBill({}, {}), { name: 'good.csv', source: 'good' });
    expect(good.status).toBe('PUBLISHED');
  });

  // Whatever was brought, what was there stays as it was and nothing else is stored.
  afterEach(async () => {
    const live = await bed.prisma.billImport.findMany({ where: { status: 'PUBLISHED' } });
    expect((await bed.storedImports()).sort()).toEqual(live.map(({ id }) => id).sort());
    const stages = await bed.store.query("SELECT name FROM system.tables WHERE name LIKE 'stage%'");
    expect(stages).toEqual([]);
  });

  afterAll(() => bed.close());

  const large = () =>
    csvBill(...Array.from({ length: ROWS }, (_, n) => ({ ResourceId: `r-${Math.sin(n)}` })));
  const gzip = () => gzipSync(large());

  const zstd = () => zstdCompressSync(large());

  it.each<[string, () => string | Buffer, string]>([
    ['that is empty', () => '', 'FILE_EMPTY'],
    ['of blank lines', () => '\ufeff\n \r\n\n', 'FILE_EMPTY'],
    ['that is an empty gzip', () => gzipSync(''), 'FILE_EMPTY'],
    ['that is a gzip cut off in the middle', () => gzip().subarray(0, -5000), 'FILE_TRUNCATED'],
    ['that is a gzip without its last bytes', () => gzip().subarray(0, -4), 'FILE_TRUNCATED'],
    ['that is a gzip cut off in the header', () => gzip().subarray(0, 15), 'FILE_TRUNCATED'],
    ['that is a damaged gzip', () => gzip().fill(7, 50_000, 50_100), 'FILE_UNREADABLE'],
    [
      'that is a Zstandard cut off in the middle',
      () => zstd().subarray(0, -5000),
      'FILE_TRUNCATED',
    ],
    ['that is a Zstandard without its last bytes', () => zstd().subarray(0, -4), 'FILE_TRUNCATED'],
    ['that is a damaged Zstandard', () => zstd().fill(7, 90_000, 90_100), 'FILE_UNREADABLE'],
    ['that is only the first bytes of Parquet', () => 'PAR1', 'FILE_TRUNCATED'],
    ['that is Parquet without its end', () => `PAR1${'x'.repeat(500)}`, 'FILE_TRUNCATED'],
    ['that only looks like Parquet', () => `PAR1${'x'.repeat(500)}PAR1`, 'FILE_UNREADABLE'],
    ['that is a ZIP archive', () => Buffer.from('PK\u0003\u0004abcdefgh'), 'FILE_UNREADABLE'],
    ['that is UTF-16 without a mark', () => Buffer.from(csvBill({}), 'utf16le'), 'FILE_UNREADABLE'],
    [
      'that is UTF-16 cut off in a character',
      () => Buffer.from(`\ufeff${csvBill({})}`, 'utf16le').subarray(0, -1),
      'FILE_UNREADABLE',
    ],
    [
      'that is an image',
      () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]),
      'FILE_UNREADABLE',
    ],
    ['that is JSON', () => '{"errors":[]}', 'NOT_A_FOCUS_BILL'],
    ['with semicolons', () => csvBill({}).replaceAll(',', ';'), 'FILE_UNREADABLE'],
    ['with tabs', () => csvBill({}).replaceAll(',', '\t'), 'FILE_UNREADABLE'],
    ['of another kind', () => 'name,amount\nx,1\n', 'NOT_A_FOCUS_BILL'],
    [
      'without charge periods',
      () => csvBill({}).replace('ChargePeriodStart', 'When'),
      'NOT_A_FOCUS_BILL',
    ],
    ['with a header and no rows', () => csvBill(), 'NO_ROWS_LOADED'],
    ['whose every row is refused', () => csvBill({ ChargePeriodStart: 'x' }), 'NO_ROWS_LOADED'],
    [
      'with text after a closing quotation mark',
      () => `${csvBill({})}"a"b${','.repeat(22)}\n`,
      'FILE_UNREADABLE',
    ],
    [
      'with a quotation mark that is never closed',
      () => csvBill({}, {}).replace(/"\{.*?\}"\n$/, '"{a\nb,c\n'),
      'FILE_TRUNCATED',
    ],
  ])('%s is refused, and nothing of it is kept', async (_name, content, code) => {
    const result = await bed.bringIn(content(), { name: `${_name}.bin` });
    expect(result).toMatchObject({ status: 'FAILED', rowsLoaded: 0, periods: [] });
    expect([result.error?.code, result.error?.message]).toEqual([code, expect.any(String)]);
    expect(result.error?.message).not.toMatch(/DB::Exception|\/uploads\/|stage_/);
  });

  it('keeps what it found out about a file whose every row was refused', async () => {
    const result = await bed.bringIn(
      csvBill({ ChargePeriodStart: 'x' }, { ChargePeriodStart: '' }),
      { source: 'found' },
    );
    expect(result).toMatchObject({ rowsRead: 2, rowsRefused: 2, focusVersion: '1.0' });
    expect(result.issues.map(({ code, firstRows }) => [code, firstRows])).toEqual([
      ['UNREADABLE_TIME', [1]],
      ['MISSING_VALUE', [2]],
    ]);
  });

  it('refuses rows with too few or too many cells by number and loads the rest', async () => {
    const [header, row] = csvBill({}).trimEnd().split('\n');
    const short = row?.split(',').slice(0, 5).join(',');
    const bill = [header, row, short, '', row, `${row},more,and more`, row, '', ''].join('\r\n');
    const result = await bed.bringIn(bill, { name: 'ragged.csv' });
    expect(result).toMatchObject({
      status: 'PUBLISHED',
      rowsRead: 5,
      rowsLoaded: 3,
      rowsRefused: 2,
    });
    expect(result.issues).toMatchObject([
      {
        code: 'RAGGED_ROW',
        severity: 'ERROR',
        rows: 1,
        firstRows: [2],
        message: expect.stringContaining('fewer'),
      },
      {
        code: 'RAGGED_ROW',
        severity: 'ERROR',
        rows: 1,
        firstRows: [4],
        message: expect.stringContaining('more'),
      },
    ]);
  });

  it('reads rows that end with a comma too many, unless there is something behind it', async () => {
    const [header, row] = csvBill({}).trimEnd().split('\n');
    const rows = [`${row},`, row, `${row},""`, `${row},,`, `${row},,x`, `${row},y`];
    const result = await bed.bringIn([header, ...rows].join('\n'), { name: 'commas.csv' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 3, rowsRefused: 3 });
    expect(
      result.issues.map(({ code, severity, firstRows }) => [code, severity, firstRows]),
    ).toEqual([
      ['RAGGED_ROW', 'ERROR', [4, 5, 6]],
      ['EMPTY_CELL_BEYOND', 'WARNING', [1, 3]],
    ]);
  });

  it('reads a bill whose header alone ends with a comma', async () => {
    const [header, row] = csvBill({}).trimEnd().split('\n');
    const cells = row?.split(',').slice(0, -1).join(',');
    const bill = [`${header},`, row, `${row},`, `${row},x`, cells].join('\n');
    const result = await bed.bringIn(bill, { name: 'header-comma.csv' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 3, rowsRefused: 1 });
    expect(result.issues.map(({ code, firstRows }) => [code, firstRows])).toEqual([
      ['RAGGED_ROW', [4]],
      ['UNKNOWN_COLUMN', []],
    ]);
    expect(await bed.visible('DISTINCT Tags, BilledCost', `AND ImportId = '${result.id}'`)).toEqual(
      [{ Tags: { team: 'red' }, BilledCost: '1.5' }],
    );
  });

  it('refuses rows with text of another encoding by number and loads the rest', async () => {
    const rows = [{}, { ServiceName: 'Käse' }, { ResourceId: 'Brötchen' }, { ServiceName: 'Öl' }];
    const lines = csvBill(...rows).split(/(?<=\n)/);
    const content = Buffer.concat(
      lines.map((line, n) => Buffer.from(line, n === 2 || n === 3 ? 'latin1' : 'utf8')),
    );
    const result = await bed.bringIn(content, { name: 'latin1.csv' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsRead: 4, rowsLoaded: 2 });
    expect(result.issues[0]).toMatchObject({
      code: 'UNREADABLE_TEXT',
      severity: 'ERROR',
      rows: 2,
      firstRows: [2, 3],
    });
  });

  it('loads a bill with unknown columns and says which', async () => {
    const result = await bed.bringIn(csvBill({ x_Team: 'red', Id: '7' }), { name: 'unknown.csv' });
    expect(result.status).toBe('PUBLISHED');
    expect(result.issues).toMatchObject([
      { code: 'UNKNOWN_COLUMN', severity: 'INFO', column: 'x_Team' },
      { code: 'UNKNOWN_COLUMN', severity: 'INFO', column: 'Id' },
    ]);
  });

  it('loads a bill without mandatory columns and says which', async () => {
    const bill = 'ChargePeriodStart,BilledCost\n2026-05-01,5\n2026-06-01,6\n';
    const result = await bed.bringIn(bill, { name: 'missing.csv' });
    expect(result.status).toBe('PUBLISHED');
    expect(
      result.issues.every(
        ({ code, severity }) => code === 'MISSING_COLUMN' && severity === 'WARNING',
      ),
    ).toBe(true);
    expect(result.issues.map(({ column }) => column)).toEqual(
      expect.arrayContaining(['BillingCurrency', 'ProviderName', 'ServiceName', 'EffectiveCost']),
    );
    expect(result.periods).toMatchObject([
      {
        start: '2026-06-01',
        end: null,
        billingAccountId: null,
        billedCost: [{ amount: '6', currency: 'XXX' }],
      },
      {
        start: '2026-05-01',
        end: null,
        billingAccountId: null,
        billedCost: [{ amount: '5', currency: 'XXX' }],
      },
    ]);
  });

  it('matches headers in any case and order, with a byte order mark and blank lines before them', async () => {
    const bill =
      '\ufeff\r\n\r\n"CHARGEPERIODSTART" , billedcost,"Tags"\r\n2026-05-01,5,"{""a"":""b""}"\r\n\r\n2026-05-02,6,\r\n';
    const result = await bed.bringIn(bill, { name: 'header.csv' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsRead: 2, rowsLoaded: 2 });
    const rows = await bed.visible(
      'BilledCost, Tags',
      `AND ImportId = '${result.id}' ORDER BY SourceRow`,
    );
    expect(rows).toEqual([
      { BilledCost: '5', Tags: { a: 'b' } },
      { BilledCost: '6', Tags: {} },
    ]);
  });

  it('reads the first of two columns of one name', async () => {
    const result = await bed.bringIn('ChargePeriodStart,BilledCost,billedCost\n2026-05-01,5,6\n', {
      name: 'twice.csv',
    });
    expect(result.issues[0]).toMatchObject({ code: 'DUPLICATE_COLUMN', column: 'BilledCost' });
    expect(await bed.visible('BilledCost', `AND ImportId = '${result.id}'`)).toEqual([
      { BilledCost: '5' },
    ]);
  });

  it('survives hostile names of columns', async () => {
    const hostile = "x'); DROP TABLE charges; --,`y`,{z:String},\\";
    const result = await bed.bringIn(
      `ChargePeriodStart,BilledCost,${hostile}\n2026-05-01,5,1,2,3,4\n`,
      { name: "a'); DROP.csv" },
    );
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 1 });
  });
});
