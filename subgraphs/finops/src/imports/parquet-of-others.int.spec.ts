import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { csvOf } from '../../test/bill';
import { oddCharges } from '../../test/odd-charges';
import { createTestbed, type Testbed } from '../../test/testbed';
import { CHARGE_TYPES, ORIGIN_COLUMNS } from '../store/charges-table';
import { FOCUS_COLUMNS } from '../store/focus-columns';

/** What every bill here has, as DuckDB writes it. */
const CHARGE = {
  BilledCost: '1.5::DECIMAL(38, 18)',
  EffectiveCost: '1.25::DOUBLE',
  ListCost: '3::HUGEINT',
  ContractedCost: "'1e-3'",
  BillingPeriodStart: "DATE '2026-05-01'",
  ChargePeriodStart: "TIMESTAMPTZ '2026-05-01 02:00:00+02'",
  ChargePeriodEnd: "TIMESTAMP_NS '2026-05-02 00:00:00.5'",
  ChargeCategory: "'Usage'::ENUM('Usage', 'Tax')",
  SubAccountId: '123456789012::BIGINT',
  ChargeClass: 'NULL',
  ServiceName: "'Machines'",
};

describe('Parquet of another engine', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await createTestbed();
  });

  afterAll(() => bed.close());

  /** The one charge of a bill that has these columns besides the usual ones, and what the import says of it. */
  async function brought(name: string, columns: Readonly<Record<string, string>>, select: string) {
    const path = join(bed.directory, `${name}.parquet`);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const named = Object.entries({ ...CHARGE, ...columns }).map(([as, sql]) => `${sql} AS ${as}`);
    await connection.run(`COPY (SELECT ${named.join(', ')}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const result = await bed.bringIn(createReadStream(path), { name, source: name });
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 1 });
    const [row] = await bed.visible(select, `AND ImportId = '${result.id}'`);
    return { row, issues: result.issues.filter(({ code }) => code !== 'MISSING_COLUMN') };
  }

  /** The same where the import has nothing to say. */
  async function charge(...asked: Parameters<typeof brought>) {
    const { row, issues } = await brought(...asked);
    expect(issues).toEqual([]);
    return row;
  }

  it('comes in with the types of that engine', async () => {
    expect(await charge('types', {}, Object.keys(CHARGE).join(', '))).toEqual({
      BilledCost: '1.5',
      EffectiveCost: '1.25',
      ListCost: '3',
      ContractedCost: '0.001',
      BillingPeriodStart: '2026-05-01 00:00:00',
      ChargePeriodStart: '2026-05-01 00:00:00',
      ChargePeriodEnd: '2026-05-02 00:00:00',
      ChargeCategory: 'Usage',
      SubAccountId: '123456789012',
      ChargeClass: null,
      ServiceName: 'Machines',
    });
  });

  it('keeps JSON as it was written: dots stay in keys, and every digit in numbers', async () => {
    const details = '{"CoreCount":4.50,"InstanceSeries":"M.5"}';
    const applied =
      '{"Elements":[{"ContractCommitmentId":"c.1","ContractCommitmentAppliedCost":12345678901234.123456789012}]}';
    const row = await charge(
      'json',
      {
        Tags: `'{"team.a/b:c":"x","user:team":" red ","n":5,"t":true,"none":null}'::JSON`,
        SkuPriceDetails: `'${details}'::JSON`,
        ContractApplied: `'${applied}'::JSON`,
        AllocatedTags: 'NULL::JSON',
      },
      'Tags, SkuPriceDetails, ContractApplied, AllocatedTags',
    );
    expect(row).toEqual({
      Tags: { 'team.a/b:c': 'x', 'user:team': 'red', n: '5', t: 'true' },
      SkuPriceDetails: details,
      ContractApplied: applied,
      AllocatedTags: {},
    });
  });

  it.each([
    ['map', "MAP {'team.a': ' red ', 'none': NULL}", { 'team.a': 'red' }],
    ['struct', "{'team': 'red', 'none': NULL}", { team: 'red' }],
    [
      'list',
      "[{'key': 'team.a', 'value': 'x=y'}, {'key': 'none', 'value': NULL}]",
      { 'team.a': 'x=y' },
    ],
    ['wider list', "[{'Key': 'team', 'Value': 'red', 'x_type': 'label'}]", { team: 'red' }],
    ['list without any', '[]::STRUCT(key VARCHAR, value VARCHAR)[]', {}],
  ])('reads tags in a %s', async (name, sql, tags) => {
    expect(await charge(name, { Tags: sql }, 'Tags')).toEqual({ Tags: tags });
  });

  it.each([
    ['seconds', '1777593600', '2026-05-01 00:00:00'],
    ['milliseconds', '1777593600500', '2026-05-01 00:00:00'],
    ['microseconds', '1777593600000000', '2026-05-01 00:00:00'],
    ['nanoseconds', '4291747199999999999', '2105-12-31 23:59:59'],
  ])('takes whole numbers for %s since 1970 by their size', async (name, number, time) => {
    const columns = { ChargePeriodEnd: `${number}::BIGINT` };
    expect(await charge(name, columns, 'ChargePeriodEnd')).toEqual({ ChargePeriodEnd: time });
  });

  it('takes no other whole number for a time, and says so', async () => {
    const { row, issues } = await brought(
      'no times',
      { ChargePeriodEnd: '20260501::INTEGER', BillingPeriodEnd: '-1::BIGINT' },
      'ChargePeriodEnd, BillingPeriodEnd',
    );
    expect(row).toEqual({ ChargePeriodEnd: null, BillingPeriodEnd: null });
    expect(issues).toMatchObject([
      { code: 'UNREADABLE_TIME', column: 'BillingPeriodEnd', firstRows: [1] },
      { code: 'UNREADABLE_TIME', column: 'ChargePeriodEnd', firstRows: [1] },
    ]);
  });

  describe('that has a bill which came as CSV', () => {
    const COLUMNS = [...CHARGE_TYPES.keys()].filter((name) => !(name in ORIGIN_COLUMNS));
    let connection: DuckDBConnection;
    let headers: string[];
    let expected: object[];

    const chargesOf = (id: string) =>
      bed.visible(COLUMNS.join(', '), `AND ImportId = '${id}' ORDER BY SourceRow`);

    beforeAll(async () => {
      const content = csvOf(oddCharges('1.4', 300, 6));
      const path = join(bed.directory, 'odd.csv');
      writeFileSync(path, content);
      headers = content.slice(0, content.indexOf('\n')).split(',');
      expected = await chargesOf((await bed.bringIn(content, { source: 'odd' })).id);
      connection = await (await DuckDBInstance.create(':memory:')).connect();
      await connection.run(
        `CREATE TABLE odd AS SELECT * FROM read_csv('${path}', all_varchar = true, quote = '"', escape = '"', parallel = false)`,
      );
    });

    afterAll(() => connection.closeSync());

    /** The column as the table of text has it, in a type of its own. */
    const typed = (decimal: string) => (name: string) => {
      const kind = FOCUS_COLUMNS.find((column) => column.name === name)?.kind;
      const types = { decimal, time: 'TIMESTAMP', json: 'JSON' } as Record<string, string>;
      const type = types[kind ?? ''];
      if (kind === 'tags') return `from_json(${name}, '"MAP(VARCHAR, VARCHAR)"') AS ${name}`;
      return type ? `TRY_CAST(${name} AS ${type}) AS ${name}` : name;
    };

    it.each<[string, (name: string) => string]>([
      ['text', (name) => name],
      ['types of as many places as are kept', typed('DECIMAL(38, 12)')],
      ['types of more places', typed('DECIMAL(38, 15)')],
    ])('brings the same charges in %s', async (name, column) => {
      const path = join(bed.directory, `odd ${name}.parquet`);
      const columns = headers.toReversed().map(column);
      await connection.run(`COPY (SELECT ${columns.join(', ')} FROM odd) TO '${path}'`);
      const { id, status } = await bed.bringIn(createReadStream(path), { source: `odd ${name}` });
      expect(status).toBe('PUBLISHED');
      expect(await chargesOf(id)).toEqual(expected);
    });
  });
});
