import { csvBill } from '../../test/bill';
import { admin, createTestbed, type Testbed } from '../../test/testbed';
import { CostsStore } from '../costs/costs.store';

describe('what becomes of a cell', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  /** Imports one charge for each cell and answers what was kept, in the order of the file. */
  async function kept(column: string, cells: readonly string[]) {
    const result = await bed.bringIn(csvBill(...cells.map((cell) => ({ [column]: cell }))), {
      name: `${column}.csv`,
      source: cells.join('|').slice(0, 90) || 'blank',
    });
    const rows = await bed.visible<{ value: unknown }>(
      `${column} AS value`,
      `AND ImportId = '${result.id}' ORDER BY SourceRow`,
    );
    return { values: rows.map(({ value }) => value), issues: result.issues, result };
  }

  /** What becomes of each of the cells of one file, which is imported when the first of them is asked for. */
  function together(column: string, table: readonly (readonly [cell: string, unknown])[]) {
    const cells = table.map(([cell]) => cell);
    let all: ReturnType<typeof kept> | undefined;
    return async (cell: string) => {
      all ??= kept(column, cells);
      const { values, issues } = await all;
      return { value: values[cells.indexOf(cell)], issues };
    };
  }

  const NUMBERS: [string, string][] = [
    ['0.1234567890125', '0.123456789013'],
    ['-0.1234567890125', '-0.123456789013'],
    ['0.12345678901249999999', '0.123456789012'],
    ['1E+3', '1000'],
    ['5.64902E-05', '0.0000564902'],
    [' 7 ', '7'],
    ['+.5', '0.5'],
    ['-0.0000000000004', '0'],
    ['99999999999999999999999999.999999999999', '99999999999999999999999999.999999999999'],
    ['12345678901234567890.12345678901250', '12345678901234567890.123456789013'],
    ['-7 ', '-7'],
    ['5.e3', '5000'],
    ['4.9E-13', '0'],
    ['-5E-13', '-0.000000000001'],
    ['1234567890123456789012345678901234567890e-20', '12345678901234567890.123456789012'],
    [`1.5${'0'.repeat(80)}`, '1.5'],
  ];
  const number = together('BilledCost', NUMBERS);
  it.each(NUMBERS)('reads the number %j as %s', async (cell, value) => {
    expect(await number(cell)).toEqual({ value, issues: [] });
  });

  it.each(['', 'NULL', 'null', 'NuLL', '\\N', '  '])(
    'takes the number %j for none, without a word',
    async (cell) => {
      const { values, issues } = await kept('PricingQuantity', [cell, '1']);
      expect(values).toEqual([null, '1']);
      expect(issues).toEqual([]);
    },
  );

  it('reports numbers that it cannot read, with their rows, and never takes them for 0', async () => {
    const cells = [
      '1',
      '1e999',
      'NaN',
      '$10,000.00 ',
      '-',
      '-.',
      '1,5',
      'abc',
      '100000000000000000000000000',
      '0x1F',
      '--5',
      '1.2.3',
      '1.234.567',
      '.',
      '+',
      'E5',
      '.e1',
      '..5',
      '2',
    ];
    const { values, issues } = await kept('BilledCost', cells);
    expect(values).toEqual(['1', ...Array(17).fill(null), '2']);
    expect(issues).toEqual([
      {
        code: 'UNREADABLE_DECIMAL',
        severity: 'WARNING',
        file: null,
        column: 'BilledCost',
        message: expect.stringContaining('BilledCost'),
        rows: 17,
        firstRows: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      },
    ]);
  });

  it('names at most ten rows of a fault and counts them all', async () => {
    const { issues } = await kept('ListCost', Array(25).fill('n/a'));
    expect(issues[0]).toMatchObject({ rows: 25, firstRows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  });

  const TIMES: [string, string][] = [
    ['2026-05-03', '2026-05-03 00:00:00'],
    ['2026-05-03 04:05:06', '2026-05-03 04:05:06'],
    ['2026-05-03T04:05:06Z', '2026-05-03 04:05:06'],
    ['2026-05-03T04:05:06.789Z', '2026-05-03 04:05:06'],
    ['2026-05-03T04:05:06+02:00', '2026-05-03 02:05:06'],
    ['2026-05-03T04:05Z', '2026-05-03 04:05:00'],
    ['2026-05-03 04:05:06 UTC', '2026-05-03 04:05:06'],
    ['2026-05-03 04:05:06.000000 UTC', '2026-05-03 04:05:06'],
    ['2026-05-03 04:05:06 +0200 UTC', '2026-05-03 02:05:06'],
    ['2026-05-03t04:05:06z', '2026-05-03 04:05:06'],
    ['2026/05/03', '2026-05-03 00:00:00'],
    ['2026/05/03 04:05', '2026-05-03 04:05:00'],
    ['5/3/26', '2026-05-03 00:00:00'],
    ['05/03/2026 16:05', '2026-05-03 16:05:00'],
    ['5/3/2026 4:05 PM', '2026-05-03 16:05:00'],
  ];
  const time = together('ChargePeriodEnd', TIMES);
  it.each(TIMES)('reads the time %j as %s UTC', async (cell, value) => {
    expect(await time(cell)).toEqual({ value, issues: [] });
  });

  it('reports times that it cannot read or hold, and moves none of them', async () => {
    const cells = [
      '2026-05-02T30:00:00Z',
      '2026-02-30',
      '13/1/26',
      '1777593600',
      '9999-12-31',
      '1900-01-01',
      'soon',
      '2026-05-02',
    ];
    const { values, issues } = await kept('ChargePeriodEnd', cells);
    expect(values).toEqual([...Array(7).fill(null), '2026-05-02 00:00:00']);
    expect(issues).toMatchObject([
      { code: 'UNREADABLE_TIME', severity: 'WARNING', rows: 7, firstRows: [1, 2, 3, 4, 5, 6, 7] },
    ]);
  });

  it('refuses rows without a readable ChargePeriodStart and loads the others', async () => {
    const { values, issues, result } = await kept('ChargePeriodStart', [
      '2026-05-02',
      '',
      'later',
      '2026-05-04',
    ]);
    expect(values).toEqual(['2026-05-02 00:00:00', '2026-05-04 00:00:00']);
    expect(result).toMatchObject({
      status: 'PUBLISHED',
      rowsRead: 4,
      rowsLoaded: 2,
      rowsRefused: 2,
    });
    expect(issues).toMatchObject([
      {
        code: 'UNREADABLE_TIME',
        severity: 'ERROR',
        column: 'ChargePeriodStart',
        rows: 1,
        firstRows: [3],
      },
      {
        code: 'MISSING_VALUE',
        severity: 'ERROR',
        column: 'ChargePeriodStart',
        rows: 1,
        firstRows: [2],
      },
    ]);
  });

  it('takes the month of the charge for a missing or unreadable billing period', async () => {
    const { values, issues } = await kept('BillingPeriodStart', ['', 'May']);
    expect(values).toEqual(['2026-05-01 00:00:00', '2026-05-01 00:00:00']);
    expect(issues).toMatchObject([
      { code: 'UNREADABLE_TIME', severity: 'WARNING', firstRows: [2] },
    ]);
  });

  it('spells values of closed lists officially, and keeps others with a warning', async () => {
    const { values, issues } = await kept('ChargeFrequency', [
      'usage-based',
      'ONE-TIME',
      'Sometimes',
      'null',
    ]);
    expect(values).toEqual(['Usage-Based', 'One-Time', 'Sometimes', null]);
    expect(issues).toMatchObject([
      { code: 'UNKNOWN_VALUE', severity: 'WARNING', rows: 1, firstRows: [3] },
    ]);
  });

  const TAGS: [string, Readonly<Record<string, string>>][] = [
    ['{"a":"x","b":true,"c":null,"d":"  ","e":"","f":" y "}', { a: 'x', b: 'true', f: 'y' }],
    ['{"n":5,"o":{"p":1},"org":"1"," org":"2"}', { n: '5', o: '{"p":1}', org: '1', ' org': '2' }],
    ['a=1; b=two words', { a: '1', b: 'two words' }],
    ['a="1;2"|b=c\\d,url=http://x/?y=z', { a: '1;2', b: 'c\\d', url: 'http://x/?y=z' }],
    ['"tagA": "valueA","tagB": "valueB"', { tagA: 'valueA', tagB: 'valueB' }],
    ['{"user:team":"red","äöü":"\\u00e9"}', { 'user:team': 'red', äöü: 'é' }],
    ['{team=red, user:env=two words}', { team: 'red', 'user:env': 'two words' }],
    ['[{"key":"a","value":"x=y"},{"key":"b","value":null}]', { a: 'x=y' }],
    ['[{"Key":"a","Value":"x"},{"Key":"b.c/d","Value":true}]', { a: 'x', 'b.c/d': 'true' }],
    [' {"a":"b=c"}', { a: 'b=c' }],
    ['{"a":"\\t x \\n","b":"\\n"}', { a: 'x' }],
    ['[]', {}],
    ['{}', {}],
    ['NULL', {}],
    ['', {}],
  ];
  const tags = together('Tags', TAGS);
  it.each(TAGS)('reads the tags %j', async (cell, value) => {
    expect(await tags(cell)).toEqual({ value, issues: [] });
  });

  it('counts a charge once for a tag that it has twice', async () => {
    await kept('Tags', ['{"twice":"a","twice":"b"}']);
    const { batches } = await bed.access.scopeFor(admin);
    const keys = await new CostsStore(bed.store).tagKeys(1_000, { batches, grants: null });
    expect(keys).toContainEqual({ value: 'twice', charges: '1' });
  });

  it('reports tags that are neither an object nor a list of keys and values', async () => {
    const cells = ['{"a":', '["a"]', 'hello', '[{"name":"a"}]', '["a=b"]', '[', "{'a': 'b'}"];
    const { values, issues } = await kept('Tags', cells);
    expect(values).toEqual(cells.map(() => ({})));
    expect(issues).toMatchObject([
      { code: 'UNREADABLE_TAGS', rows: 7, firstRows: [1, 2, 3, 4, 5, 6, 7] },
    ]);
  });

  it('keeps the words of a text and takes NULL for none', async () => {
    const { values } = await kept('ServiceName', [
      'Null Service',
      'NULL',
      '\\N',
      '\\n',
      '',
      'naïve, "quoted"\nlines',
      'x',
    ]);
    expect(values).toEqual([
      'Null Service',
      null,
      null,
      '\\n',
      null,
      'naïve, "quoted"\nlines',
      'x',
    ]);
  });

  it('passes over lines of nothing but commas, and counts every other row', async () => {
    const bill = csvBill({ ServiceName: 'A' }, { ServiceName: 'B' });
    const [head = '', first = '', second = ''] = bill.split('\n');
    const nothing = ','.repeat(head.split(',').length - 1);
    const dated = nothing.replace(',', '1,');
    const lines = [head, nothing, first, ',,', nothing, second, '""', dated, nothing];
    const result = await bed.bringIn(`${lines.join('\r\n')}\r\n`, { source: 'commas' });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsRead: 3, rowsLoaded: 2 });
    expect(result.issues).toMatchObject([
      { code: 'MISSING_VALUE', column: 'ChargePeriodStart', firstRows: [3] },
    ]);
  });

  it('takes the new name of the provider where both are there, else the old one', async () => {
    const bill = csvBill(
      { ServiceProviderName: 'New', ProviderName: 'Old', HostProviderName: '' },
      { ServiceProviderName: '', ProviderName: 'Old', HostProviderName: 'Host' },
    );
    const { id, focusVersion } = await bed.bringIn(bill, { source: 'names' });
    expect(focusVersion).toBe('1.3');
    expect(
      await bed.visible(
        'ServiceProviderName, HostProviderName',
        `AND ImportId = '${id}' ORDER BY SourceRow`,
      ),
    ).toEqual([
      { ServiceProviderName: 'New', HostProviderName: 'Cloud' },
      { ServiceProviderName: 'Old', HostProviderName: 'Host' },
    ]);
  });
});
