import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '@ai-finops/testkit';
import { Logger } from '@nestjs/common';
import { ClickhouseFront } from '../../test/clickhouse-front';
import { SLOW } from '../../test/slow-query';
import type { AnalyticalStore, ReadProgress } from './analytical-store';
import { prepareCharges } from './charges-table';
import { ChdbStore } from './chdb-store';
import { ClickhouseStore } from './clickhouse-store';

Logger.overrideLogger(false);

const HOSTILE = [
  "'",
  '"',
  '\\',
  '\n',
  '\0',
  '`',
  '{',
  '}',
  ':',
  '--',
  ';',
  '\t',
  '%',
  'é',
  '😀',
  '\\x00',
  "''",
  '/*',
];

interface Opened {
  readonly store: AnalyticalStore;
  /** Ends what the store is reached through. */
  readonly stop?: () => Promise<void>;
}

/** What every driver keeps, whichever engine is behind it. */
function contract(open: (directory: string) => Opened | Promise<Opened>): void {
  let directory: string;
  let store: AnalyticalStore;
  let stop: Opened['stop'];

  beforeAll(async () => {
    directory = temporaryDirectory();
    ({ store, stop } = await open(directory));
  });

  afterAll(async () => {
    await store.close();
    await stop?.();
    rmSync(directory, { recursive: true, force: true });
  });

  it('answers decimals and large integers as exact text and times in UTC', async () => {
    const rows = await store.query(
      `SELECT toDecimal128('0.1', 12) AS d, toUInt64('18446744073709551615') AS i, toInt32(5) AS n,
         toDate('2026-05-01') AS day, toDateTime('2026-05-01 01:02:03', 'UTC') AS time, NULL AS none,
         toTimezone(toDateTime(0), timezone()) AS epoch`,
    );
    expect(rows).toEqual([
      {
        d: '0.1',
        i: '18446744073709551615',
        n: 5,
        day: '2026-05-01',
        time: '2026-05-01 01:02:03',
        none: null,
        epoch: '1970-01-01 00:00:00',
      },
    ]);
  });

  it('answers with every row of a long answer, in order', async () => {
    const rows = await store.query<{ n: string; text: string }>(
      `SELECT number AS n, concat('ä\\n', repeat('x', number % 100)) AS text FROM numbers(30000) ORDER BY number`,
    );
    expect(rows).toEqual(
      Array.from({ length: 30_000 }, (_, n) => ({
        n: String(n),
        text: `ä\n${'x'.repeat(n % 100)}`,
      })),
    );
  });

  it('binds parameters as values, whatever is in them', async () => {
    const text = `'; DROP TABLE charges; -- \\ " \n \t äöü`;
    const rows = await store.query(
      'SELECT {a:String} AS a, {b:Array(String)} AS b, {c:Decimal(38, 12)} AS c, {d:Nullable(String)} AS d, {e:Date} AS e, {f:UInt64} AS f',
      {
        a: text,
        b: [text, ''],
        c: '0.000000000001',
        d: null,
        e: '2026-05-01',
        f: '18446744073709551615',
      },
    );
    expect(rows).toEqual([
      {
        a: text,
        b: [text, ''],
        c: '0.000000000001',
        d: null,
        e: '2026-05-01',
        f: '18446744073709551615',
      },
    ]);
  });

  it('binds any text, also with characters that mean something to SQL', async () => {
    const texts = Array.from({ length: 500 }, (_, seed) =>
      Array.from(
        { length: 1 + (seed % 9) },
        (_unused, n) => HOSTILE[(seed * 7 + n * (seed + 3)) % HOSTILE.length],
      ).join(''),
    );
    const [row] = await store.query<{ a: string[] }>('SELECT {a:Array(String)} AS a', { a: texts });
    expect(row?.a).toEqual(texts);
  });

  it('reads and cancels while a bound query runs', async () => {
    const abort = new AbortController();
    const slow = store.query(`${SLOW} AND {a:String} = 'a'`, { a: 'a' }, { signal: abort.signal });
    const began = performance.now();
    expect(await store.query('SELECT {n:Int32} AS n', { n: 1 })).toEqual([{ n: 1 }]);
    abort.abort(new Error('Gone.'));
    await expect(slow).rejects.toThrow('Gone.');
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('ends a query that takes too long', async () => {
    await expect(store.query(SLOW, {}, { limits: { timeoutMs: 100 } })).rejects.toMatchObject({
      code: 'QUERY_TIMEOUT',
    });
  });

  it('ends a query that needs too much memory', async () => {
    const hungry = 'SELECT length(groupArray(number)) AS n FROM numbers(100000000)';
    await expect(
      store.query(hungry, {}, { limits: { maxMemoryBytes: 10_000_000 } }),
    ).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' });
  });

  it('tells the log what a query that met a limit was for, and no value of it', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const options = { limits: { maxMemoryBytes: 10_000_000 } };
    const hungry = `SELECT length(groupArray((number, 'a value'))) AS n FROM numbers(100000000)`;
    try {
      await expect(store.query(hungry, {}, options)).rejects.toThrow();
      await expect(
        store.query(hungry, {}, { ...options, purpose: 'asking too much' }),
      ).rejects.toThrow();
      const said = warn.mock.calls.map(([details]) => details);
      expect(said).toEqual(
        ['SELECT numbers', 'asking too much'].map((purpose) => ({
          code: 'QUERY_TOO_LARGE',
          purpose,
          timeoutMs: 30_000,
          maxMemoryBytes: 10_000_000,
        })),
      );
    } finally {
      warn.mockRestore();
    }
  });

  it('ends a query inside the engine when it is aborted', async () => {
    const abort = new AbortController();
    const query = store.query(SLOW, {}, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('Gone.')), 100);
    await expect(query).rejects.toThrow('Gone.');
    for (let n = 0; n < 100; n++) {
      const running = await store.query(
        "SELECT 1 FROM system.processes WHERE query LIKE '%cityHash64%' AND query NOT LIKE '%processes%'",
      );
      if (running.length === 0) return;
      await sleep(20);
    }
    throw new Error('The engine is still at it.');
  });

  it('does not begin a query that was aborted before', async () => {
    await expect(
      store.query('SELECT 1', {}, { signal: AbortSignal.abort(new Error('Gone.')) }),
    ).rejects.toThrow('Gone.');
  });

  it('leaves no setting behind for the next query', async () => {
    await store.query('SELECT 1', {}, { settings: { max_threads: 7 } });
    const rows = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.query<{ value: string }>("SELECT toString(getSetting('max_threads')) AS value"),
      ),
    );
    expect(rows.flat().map(({ value }) => value)).not.toContain('7');
  });

  it('says how many rows of a file it has written, however many views they go through', async () => {
    const path = join(directory, 'numbers.csv');
    writeFileSync(path, Array.from({ length: 3000 }, (_, n) => `${n}\n`).join(''));
    for (const statement of [
      'CREATE TABLE front (n UInt32) ENGINE = Null',
      'CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n',
      'CREATE MATERIALIZED VIEW front_to_kept TO kept AS SELECT n FROM front',
      'CREATE TABLE sums (n UInt64) ENGINE = MergeTree ORDER BY n',
      'CREATE MATERIALIZED VIEW front_to_sums TO sums AS SELECT sum(n) AS n FROM front',
    ]) {
      await store.execute(statement);
    }
    const told: ReadProgress[] = [];
    await store.insertFromFile(
      { path, format: 'CSV', structure: 'n UInt32', compression: 'none' },
      (source) => `INSERT INTO front SELECT n FROM ${source} WHERE sleepEachRow(0.001) = 0`,
      { settings: { max_block_size: 200, min_insert_block_size_rows: 200 } },
      (progress) => told.push(progress),
    );
    const rows = told.map((progress) => progress.rows);
    expect(Math.max(...rows)).toBeGreaterThan(0);
    expect(Math.max(...rows)).toBeLessThanOrEqual(3000);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(await store.query('SELECT count() AS n FROM kept')).toEqual([{ n: '3000' }]);
  });

  it('says what is wrong with a query', async () => {
    await expect(store.query('SELECT nope')).rejects.toMatchObject({
      name: 'EngineError',
      engineCode: 47,
    });
  });

  it('prepares the table of charges, and gives an older one the columns that it lacks', async () => {
    await prepareCharges(store);
    await store.execute('ALTER TABLE charges DROP COLUMN InvoiceDetailId');
    await prepareCharges(store);
    expect(await store.query('SELECT InvoiceDetailId FROM charges')).toEqual([]);
  });
}

describe('the embedded engine', () => {
  contract((directory) => ({ store: new ChdbStore(join(directory, 'chdb')) }));
});

describe('the driver of servers, with the embedded engine behind the interface of one', () => {
  contract(async (directory) => {
    const front = await ClickhouseFront.start(directory);
    return { store: new ClickhouseStore(front.url, undefined), stop: () => front.stop() };
  });
});

// A server is not part of the test run: whoever has one names it.
const url = env.CLICKHOUSE_URL;
if (url) {
  describe('a ClickHouse server', () => {
    contract(() => ({ store: new ClickhouseStore(url, env.CLICKHOUSE_CLUSTER) }));
  });
}
