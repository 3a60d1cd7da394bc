// Import beside the raw engine's INSERT of the same file, both in this run, each over an engine process of its own.
// The bar's INSERT has the engine as it comes; another has the allocator of the store, with which it holds more memory
// than an import may. The import reads, checks, loads, compares sums and examines quality; it does everything but the
// few rows of Postgres that publish it.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuSeconds, residentMiB } from '../measure.ts';
import { FORMATS, type Format, makeBill } from './demo-bill.ts';
import { AS_IT_COMES, type Engine, engineModules, MOST_MIB } from './engine.ts';

/** What has to hold, from the project's bars. */
const LEAST_SHARE_OF_RAW = 0.7;
/** Time and memory per row of the large file may differ so much from those of the small one. */
const MOST_DRIFT = 0.15;
/** The small one is imported so often before the large one, and after it: no minute of a machine is like the next. */
const TIMES = 3;

interface Measured {
  readonly rows: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Highest resident memory of the engine and of this process together. */
  readonly peakMiB: number;
}

export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000000' },
      formats: { type: 'string', default: 'parquet,csv.gz' },
      'small-share': { type: 'string', default: '0.3' },
      rounds: { type: 'string', default: '1' },
    },
  });
  const rows = Number(values.rows);
  const rounds = Number(values.rounds);
  const small = Math.round(rows * Number(values['small-share']));
  const directory = mkdtempSync(join(tmpdir(), 'ai-finops-bench-'));
  let good = true;
  const say = (holds: boolean, text: string): void => {
    good &&= holds;
    console.log(`${holds ? 'ok  ' : 'MISS'} ${text}`);
  };
  try {
    for (const format of FORMATS.filter((name) => values.formats.split(',').includes(name))) {
      const large = await makeBill(directory, rows, format);
      console.log(`\n${format}: ${rows} rows, ${mib(statSync(large).size)} MiB`);
      const raw = await best(rounds, () => insertRaw(directory, large, format, AS_IT_COMES));
      const tuned = await best(rounds, () => insertRaw(directory, large, format));
      const fewer = await makeBill(directory, small, format);
      const smaller: Measured[] = [];
      const importFewer = async () => {
        for (let n = 0; n < TIMES; n++) smaller.push(await importBill(directory, fewer));
      };
      await importFewer();
      const imported = await best(rounds, () => importBill(directory, large));
      await importFewer();
      print('raw INSERT', raw);
      print("raw INSERT, the store's allocator", tuned);
      print('import', imported);
      for (const one of smaller) print(`import of ${small} rows`, one);
      const byCpu = perCpu(imported) / perCpu(raw);
      const byWall = perWall(imported) / perWall(raw);
      say(
        byCpu >= LEAST_SHARE_OF_RAW,
        `${percent(byCpu)} of raw by CPU (bar ${percent(LEAST_SHARE_OF_RAW)})`,
      );
      console.log(
        `     ${percent(perCpu(imported) / perCpu(tuned))} by CPU of raw with the store's allocator`,
      );
      say(byWall >= LEAST_SHARE_OF_RAW, `${percent(byWall)} of raw by wall clock`);
      say(
        imported.peakMiB <= MOST_MIB,
        `${imported.peakMiB.toFixed(0)} MiB at most (bar ${MOST_MIB})`,
      );
      for (const [time, per] of [
        ['CPU', perCpu],
        ['wall clock', perWall],
      ] as const) {
        const drift = mean(smaller.map(per)) / per(imported) - 1;
        say(
          drift <= MOST_DRIFT,
          `${time} per row ${signed(drift)} against ${small} rows (bar +${percent(MOST_DRIFT)})`,
        );
      }
      const growth = imported.peakMiB / mean(smaller.map(({ peakMiB }) => peakMiB)) - 1;
      say(
        growth <= MOST_DRIFT,
        `memory ${signed(growth)} against ${small} rows, for ${(rows / small).toFixed(1)} times the rows`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return good;
}

/** The fastest of some rounds, for what else runs on the machine only ever makes one slower; the most memory of any. */
async function best(rounds: number, measure: () => Promise<Measured>): Promise<Measured> {
  let fastest = await measure();
  for (let n = 1; n < rounds; n++) {
    const next = await measure();
    const peakMiB = Math.max(fastest.peakMiB, next.peakMiB);
    fastest = { ...(next.cpuSeconds < fastest.cpuSeconds ? next : fastest), peakMiB };
  }
  return fastest;
}

async function withEngine(
  directory: string,
  work: (engine: Engine) => Promise<number>,
  prepare: (engine: Engine) => Promise<void>,
  allocator?: typeof AS_IT_COMES,
): Promise<Measured> {
  const path = mkdtempSync(join(directory, 'engine-'));
  const engine = engineModules(path, allocator);
  try {
    await prepare(engine);
    const pid = (await engine.store.enginePid()) ?? 0;
    const cpu = () => cpuSeconds(pid) + cpuSeconds(process.pid);
    const cpuBefore = cpu();
    const began = performance.now();
    const rows = await work(engine);
    return {
      rows,
      wallSeconds: (performance.now() - began) / 1000,
      cpuSeconds: cpu() - cpuBefore,
      peakMiB: residentMiB(pid).peak + residentMiB(process.pid).now,
    };
  } finally {
    await engine.store.close();
    rmSync(path, { recursive: true, force: true });
  }
}

function importBill(directory: string, path: string): Promise<Measured> {
  const source = { path, name: 'bill', unit: 'bill', position: 0, rowsStated: null };
  return withEngine(
    directory,
    async ({ importer }) => {
      const outcome = await importer.run(
        { id: 'bench', attempts: 1 },
        [source],
        new AbortController().signal,
      );
      if (outcome.error) throw outcome.error;
      return outcome.findings.rowsLoaded;
    },
    (engine) => engine.prepare(),
  );
}

/** The file as it is into a table of the same columns, types and order, as a plain INSERT … SELECT. */
function insertRaw(
  directory: string,
  path: string,
  format: Format,
  allocator?: typeof AS_IT_COMES,
): Promise<Measured> {
  const parquet = format === 'parquet';
  return withEngine(
    directory,
    async ({ store, rawTypes }) => {
      const described = await store.query<{ name: string; type: string }>(
        `DESCRIBE TABLE file('${path}', ${parquet ? 'Parquet' : 'CSVWithNames'})`,
      );
      const names = described.map(({ name }) => name).filter((name) => rawTypes.has(name));
      // Text of JSON is no map to the engine's readers, so the raw table keeps it as text.
      const map = described.some((column) => column.name === 'Tags' && /Map/.test(column.type));
      const type = (name: string) => (name === 'Tags' && !map ? 'String' : rawTypes.get(name));
      await store.execute(`CREATE TABLE raw (${names.map((name) => `${name} ${type(name)}`).join(', ')})
        ENGINE = MergeTree PARTITION BY toYYYYMM(BillingPeriodStart)
        ORDER BY (toDate(ChargePeriodStart), ServiceName, SubAccountId) SETTINGS allow_nullable_key = 1`);
      const source = parquet
        ? `file('${path}', Parquet)`
        : `file('${path}', CSVWithNames, '${described
            .map(({ name }) => `${name} ${type(name) ?? 'String'}`)
            .join(', ')
            .replaceAll("'", "\\'")}')`;
      await store.query(
        `INSERT INTO raw SELECT ${names.join(', ')} FROM ${source}`,
        {},
        {
          limits: { timeoutMs: 3_600_000, maxMemoryBytes: 4 * 1024 ** 3 },
          settings: { date_time_input_format: 'best_effort' },
        },
      );
      const [count] = await store.query<{ n: string }>('SELECT count() AS n FROM raw');
      return Number(count?.n);
    },
    async ({ store }) => {
      await store.query('SELECT 1');
    },
    allocator,
  );
}

const perCpu = ({ rows, cpuSeconds: seconds }: Measured): number => rows / seconds;
const perWall = ({ rows, wallSeconds }: Measured): number => rows / wallSeconds;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const signed = (share: number): string => `${share >= 0 ? '+' : ''}${percent(share)}`;
const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

function print(what: string, measured: Measured): void {
  const { wallSeconds, cpuSeconds: cpu, peakMiB } = measured;
  console.log(
    `     ${what}: ${Math.round(perCpu(measured) / 1000)}k rows a CPU second, ` +
      `${wallSeconds.toFixed(1)} s wall, ${cpu.toFixed(1)} s CPU, ${peakMiB.toFixed(0)} MiB`,
  );
}
