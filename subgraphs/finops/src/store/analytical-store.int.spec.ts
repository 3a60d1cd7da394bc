import { execFileSync, fork } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '@ai-finops/testkit';
import { Logger } from '@nestjs/common';
import { ClickhouseFront } from '../../test/clickhouse-front';
import type { AnalyticalStore, ReadProgress } from './analytical-store';
import { prepareCharges } from './charges-table';
import { ChdbStore } from './chdb-store';
import { ClickhouseStore } from './clickhouse-store';
import { parquetColumns } from './parquet-columns';

Logger.overrideLogger(false);

const SLOW = 'SELECT count() AS n FROM numbers(100000000000) WHERE NOT ignore(cityHash64(number))';

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

  it('gives an older table of charges the settings that it lacks', async () => {
    const directory = temporaryDirectory();
    const store = new ChdbStore(directory);
    await prepareCharges(store);
    const ddl = () =>
      store.query(
        "SELECT create_table_query AS ddl FROM system.tables WHERE database = currentDatabase() AND name = 'charges'",
      );
    const made = await ddl();
    await store.execute('ALTER TABLE charges MODIFY SETTING min_level_for_wide_part = 0');
    expect(await ddl()).not.toEqual(made);
    await prepareCharges(store);
    expect(await ddl()).toEqual(made);
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('brings to the disk what lies in the partitions that are asked for', async () => {
    const directory = temporaryDirectory();
    const store = new ChdbStore(directory);
    await store.execute(
      'CREATE TABLE kept (id String, x UInt8) ENGINE = MergeTree PARTITION BY (x, id) ORDER BY x',
    );
    await store.query("INSERT INTO kept SELECT if(number = 0, 'mine', 'other'), 5 FROM numbers(2)");
    const opened = jest.spyOn(files, 'open');
    await store.persist('kept', ['mine']);
    const paths = opened.mock.calls.map(([path]) => String(path));
    opened.mockRestore();
    const parts = await store.query<{ path: string; id: string }>(
      "SELECT path, _partition_value.2 AS id FROM kept INNER JOIN system.parts AS p ON p.name = _part AND p.table = 'kept'",
    );
    const within = (id: string) => {
      const path = parts.find((part) => part.id === id)?.path ?? 'none';
      return paths.filter((name) => name.startsWith(path.replace(/\/$/, '')));
    };
    expect(within('mine').map((path) => basename(path))).toContain('checksums.txt');
    expect(within('mine').length).toBe(readdirSync(dirname(within('mine')[0] ?? '')).length + 1);
    expect(within('other')).toEqual([]);
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('starts again after it was killed, with what it had; queries under way end with SERVICE_UNAVAILABLE', async () => {
    const directory = temporaryDirectory();
    const store = new ChdbStore(directory);
    await store.execute('CREATE TABLE kept (x UInt8) ENGINE = MergeTree ORDER BY x');
    await store.query('INSERT INTO kept SELECT 5');
    const refused = expect(store.query(SLOW)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    await sleep(50);
    const pid = await store.enginePid();
    process.kill(pid ?? 0, 'SIGKILL');
    await refused;
    expect(await store.query('SELECT x FROM kept')).toEqual([{ x: 5 }]);
    expect(await store.enginePid()).not.toBe(pid);
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('refuses a directory that another process has open, and says so', async () => {
    const directory = temporaryDirectory();
    const first = new ChdbStore(directory);
    await first.query('SELECT 1');
    const second = new ChdbStore(directory);
    await expect(second.query('SELECT 1')).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'Another process has the directory of the analytical engine open.',
    });
    await first.close();
    expect(await second.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('ends with its parent, so that no orphan keeps the directory', async () => {
    const directory = temporaryDirectory();
    const parent = `
      const { fork } = require('node:child_process');
      const engine = fork(process.argv[1], [process.argv[2], '1']);
      engine.on('message', () => { console.log(engine.pid); });`;
    const script = join(__dirname, 'engine-process.ts');
    const child = fork('-e', [], {
      execArgv: ['-e', parent, script, directory],
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    });
    const pid = await new Promise<number>((resolve) =>
      child.stdout?.once('data', (data) => resolve(Number(data))),
    );
    child.kill('SIGKILL');
    for (let n = 0; n < 100; n++) {
      if (!isRunning(pid)) break;
      await sleep(20);
    }
    expect(isRunning(pid)).toBe(false);
    rmSync(directory, { recursive: true, force: true });
  });

  it('answers many queries at once', async () => {
    const directory = temporaryDirectory();
    const store = new ChdbStore(directory);
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const rows = await Promise.all(
      numbers.map((n) => store.query<{ n: number }>('SELECT {n:UInt32} AS n', { n })),
    );
    expect(rows.flat().map(({ n }) => n)).toEqual(numbers);
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('sees the same columns in a Parquet file as the footer shows', async () => {
    const directory = temporaryDirectory();
    const store = new ChdbStore(join(directory, 'chdb'));
    const path = join(directory, 'x.parquet');
    await store.query(`INSERT INTO FUNCTION file('${path}', Parquet) SELECT
      toNullable('a') AS text, toDecimal128('1.5', 12) AS amount, toDate32('2026-05-01') AS day,
      toDateTime64('2026-05-01 00:00:00', 6, 'UTC') AS moment, map('a', 'b') AS tags, 1::Int32 AS i, 2::Int64 AS j,
      0.5 AS f, true AS b, toNullable(toFloat32(1)) AS g, toUInt64(1) AS u, generateUUIDv4() AS id,
      [CAST(('a', 'b'), 'Tuple(key String, value Nullable(String))')] AS pairs, [[1::Int64]] AS lists,
      CAST((1, ['a']), 'Tuple(cores Int64, names Array(String))') AS details, map('a', 1::Int64) AS counts`);
    const simple = (type: string) =>
      type
        .replace(/\s+/g, ' ')
        .replace(/\( /g, '(')
        .replaceAll('`', '')
        .replace(/Nullable\((.*?)\)(?=$|\))/g, '$1')
        .replace(/DateTime64\(.*\)/, 'DateTime64')
        .replace(/LowCardinality\((.*)\)/, '$1');
    const seen = await store.describeParquet(path);
    const read = await parquetColumns(path);
    expect(read.map(({ name, type }) => [name, simple(type)])).toEqual(
      seen.map(({ name, type }) => [name, simple(type)]),
    );
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

function isRunning(pid: number): boolean {
  const state = (() => {
    try {
      return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)]).toString();
    } catch {
      return 'Z';
    }
  })();
  return !state.startsWith('Z');
}

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
