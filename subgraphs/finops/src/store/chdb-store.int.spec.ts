import { fork } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import files from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '@ai-finops/testkit';
import { Logger } from '@nestjs/common';
import { identify } from '../../../../platform/process-identity.ts';
import { SLOW } from '../../test/slow-query';
import { prepareCharges } from './charges-table';
import { ChdbStore } from './chdb-store';
import { parquetColumns } from './parquet-columns';

Logger.overrideLogger(false);

// What every driver keeps has its tests in analytical-store.int.spec.ts; these are of the embedded engine alone.
describe('the embedded engine and its process', () => {
  let directory: string;
  let store: ChdbStore;

  beforeEach(() => {
    directory = temporaryDirectory();
    store = new ChdbStore(join(directory, 'chdb'));
  });
  // An engine that is left open keeps its process, and jest waits for it.
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives an older table of charges the settings that it lacks', async () => {
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
  });

  it('brings to the disk what lies in the partitions that are asked for', async () => {
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
  });

  it('starts again after it was killed, with what it had; queries under way end with SERVICE_UNAVAILABLE', async () => {
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
  });

  it('refuses a directory that another process has open, and says so', async () => {
    await store.query('SELECT 1');
    const second = new ChdbStore(join(directory, 'chdb'));
    await expect(second.query('SELECT 1')).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'Another process has the directory of the analytical engine open.',
    });
    await store.close();
    expect(await second.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.close();
  });

  it('ends with its parent, so that no orphan keeps the directory', async () => {
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
      if (!identify(pid)) break;
      await sleep(20);
    }
    expect(identify(pid)).toBeUndefined();
  });

  it('answers many queries at once', async () => {
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const rows = await Promise.all(
      numbers.map((n) => store.query<{ n: number }>('SELECT {n:UInt32} AS n', { n })),
    );
    expect(rows.flat().map(({ n }) => n)).toEqual(numbers);
  });

  it('sees the same columns in a Parquet file as the footer shows', async () => {
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
  });
});
