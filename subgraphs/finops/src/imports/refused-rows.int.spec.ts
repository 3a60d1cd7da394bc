import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { csvBill } from '../../test/bill';
import { parseCsv } from '../../test/csv';
import { admin, createTestbed, type Testbed, user } from '../../test/testbed';

describe('refused rows', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  async function text(id: string): Promise<string> {
    let written = '';
    for await (const part of await bed.imports.refusedRows(admin, id)) written += part;
    return written;
  }

  it('are kept with their numbers, reasons and cells, safe for spreadsheets', async () => {
    const { id } = await bed.bringIn(
      csvBill(
        {},
        { ChargePeriodStart: 'yesterday', ServiceName: '=HYPERLINK("http://x")' },
        { ChargePeriodStart: '' },
      ),
      { name: 'a.csv' },
    );
    const rows = parseCsv(await text(id));
    expect(rows).toMatchObject([
      {
        file: 'a.csv',
        row: '2',
        reasons: 'UNREADABLE_TIME ChargePeriodStart',
        ChargePeriodStart: 'yesterday',
        ServiceName: '\'=HYPERLINK("http://x")',
        BilledCost: '1.5',
      },
      { row: '3', reasons: 'MISSING_VALUE ChargePeriodStart', ChargePeriodStart: '' },
    ]);
  });

  it('with too few or too many cells keep what they have', async () => {
    const [header, row] = csvBill({}).trimEnd().split('\n');
    const { id } = await bed.bringIn([header, row, '5,acc', `${row},more,and more`].join('\n'));
    const rows = parseCsv(await text(id));
    expect(rows).toMatchObject([
      {
        row: '2',
        reasons: 'RAGGED_ROW',
        BilledCost: '5',
        BillingAccountId: 'acc',
        ServiceName: '',
      },
      { row: '3', reasons: 'RAGGED_ROW', 'cells beyond the header': 'more | and more' },
    ]);
  });

  it('of a bill whose every row was refused are kept too', async () => {
    const result = await bed.bringIn(csvBill({ ChargePeriodStart: 'x' }), { source: 'all' });
    expect(result.status).toBe('FAILED');
    expect(parseCsv(await text(result.id))).toHaveLength(1);
  });

  it('of several files are told apart', async () => {
    const bad = { ChargePeriodStart: 'x' };
    const { id } = await bed.bringInTogether({
      'a.csv': csvBill({}, bad),
      'b.csv': csvBill({ x_Extra: '-7' }, { ...bad, x_Extra: '-8' }),
    });
    expect(parseCsv(await text(id))).toMatchObject([
      { file: 'a.csv', row: '2', x_Extra: '' },
      { file: 'b.csv', row: '2', x_Extra: '-8' },
    ]);
  });

  it('of Parquet are kept as text', async () => {
    const path = join(bed.directory, 'bad.parquet');
    await bed.store.query(`INSERT INTO FUNCTION file('${path}', Parquet) SELECT
      toDecimal64('2.5', 2) AS BilledCost, if(number = 1, NULL, '2026-05-01') AS ChargePeriodStart FROM numbers(2)`);
    const { id } = await bed.bringIn(createReadStream(path), { source: 'parquet' });
    expect(parseCsv(await text(id))).toMatchObject([
      { row: '2', reasons: 'MISSING_VALUE ChargePeriodStart', BilledCost: '2.5' },
    ]);
  });

  it('are at most 10,000 of a file', async () => {
    const rows = Array.from({ length: 10_001 }, () => '1,x\n').join('');
    const bill = `BilledCost,ChargePeriodStart\n${rows}1,2026-05-01\n`;
    const result = await bed.bringIn(bill, { source: 'many' });
    expect(result).toMatchObject({ rowsRefused: 10_001, rowsLoaded: 1 });
    expect((await text(result.id)).trimEnd().split('\r\n')).toHaveLength(10_001);
  });

  it('are no header alone where nothing was refused, and nothing for others', async () => {
    const { id } = await bed.bringIn(csvBill({ BilledCost: '7' }), { source: 'good' });
    expect((await text(id)).trimEnd()).toBe('file,row,reasons,cells beyond the header');
    await expect(bed.imports.refusedRows(user, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.imports.refusedRows(admin, 'none')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('go when their import is gone', async () => {
    const { id } = await bed.bringIn(csvBill({}, { ChargePeriodStart: 'gone' }), {
      source: 'gone',
    });
    await bed.prisma.billImport.delete({ where: { id } });
    await bed.cleanUp();
    expect(await bed.refused.importIds()).not.toContain(id);
  });
});
