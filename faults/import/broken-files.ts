// Over twenty kinds of broken file: each is answered with a code of the catalogue while questions go on.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { childrenOf, residentMiB, summarise } from '../../bench/measure.ts';
import type { Bed } from '../bed.ts';
import { FinopsClient } from './finops-client.ts';

const HEADER = 'BilledCost,BillingCurrency,ChargePeriodStart,ServiceName';
const bill = (rows: number) =>
  [
    HEADER,
    ...Array.from({ length: rows }, (_, n) => `${n},USD,2026-05-03,service ${Math.sin(n)}`),
  ].join('\n');
const good = bill(20_000);
function damaged(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  return Buffer.from(bytes).fill(7, middle, middle + 99);
}

/** What is brought, and the codes with which it may end; PUBLISHED where only rows of it are refused. */
const FILES: readonly (readonly [string, () => string | Buffer, readonly string[]])[] = [
  ['nothing', () => '', ['FILE_EMPTY']],
  ['blank lines', () => '\ufeff\n\r\n  \n', ['FILE_EMPTY']],
  ['an empty gzip', () => gzipSync(''), ['FILE_EMPTY']],
  ['a gzip cut off', () => gzipSync(good).subarray(0, -100), ['FILE_TRUNCATED']],
  ['a damaged gzip', () => damaged(gzipSync(good)), ['FILE_UNREADABLE', 'FILE_TRUNCATED']],
  ['a Zstandard cut off', () => zstdCompressSync(good).subarray(0, -100), ['FILE_TRUNCATED']],
  [
    'a damaged Zstandard',
    () => damaged(zstdCompressSync(good)),
    ['FILE_UNREADABLE', 'FILE_TRUNCATED'],
  ],
  ['the beginning of Parquet', () => 'PAR1', ['FILE_TRUNCATED']],
  ['Parquet without an end', () => `PAR1${'x'.repeat(999)}`, ['FILE_TRUNCATED']],
  ['what only looks like Parquet', () => `PAR1${'x'.repeat(999)}PAR1`, ['FILE_UNREADABLE']],
  ['a ZIP archive', () => 'PK\u0003\u0004abcdefgh', ['FILE_UNREADABLE']],
  ['NUL bytes', () => '\0'.repeat(5000), ['FILE_UNREADABLE']],
  ['UTF-16 without a mark', () => Buffer.from(good, 'utf16le'), ['FILE_UNREADABLE']],
  ['JSON', () => '{"rows":[1,2]}', ['NOT_A_FOCUS_BILL']],
  ['another table', () => 'name,amount\nx,1\n', ['NOT_A_FOCUS_BILL']],
  ['a header and no rows', () => HEADER, ['NO_ROWS_LOADED']],
  [
    'text of CP1251',
    () => Buffer.concat([Buffer.from(`${HEADER}\n1,USD,2026-05-03,`), Buffer.from([0xcf, 0xf0])]),
    ['NO_ROWS_LOADED'],
  ],
  ['ragged rows', () => `${HEADER}\n1,USD\n1,USD,2026-05-03,x,y\n`, ['NO_ROWS_LOADED']],
  [
    'a quotation mark that stays open',
    () => `${good}\n1,USD,2026-05-03,"x\ny,z\n`,
    ['FILE_TRUNCATED'],
  ],
  ['a million columns', () => `${HEADER},${'x,'.repeat(1_000_000)}\n`, ['FILE_UNREADABLE']],
  // One row of it can be read, and is the only trace that all of these leave.
  [
    'numbers beyond all bounds',
    () => `${HEADER}\n1e999,USD,2026-03-03,x\n7,USD,2026-03-03,x\n`,
    ['PUBLISHED'],
  ],
  [
    'a bomb of gzip',
    () => gzipSync(Buffer.alloc(200_000_000, 'a')),
    ['FILE_UNREADABLE', 'NOT_A_FOCUS_BILL'],
  ],
  ['100 MB of one line', () => Buffer.alloc(100_000_000, 'x'), ['FILE_UNREADABLE']],
];

const TRACE = { '2026-03-01': '7 by 2' };

/** What has to hold: F17 of the fault experiments. */
const LONGEST_MS = 5_000;
const LONGEST_QUESTION_MS = 1_000;
const MOST_MIB = 512;

/** Answers what went wrong, in sentences; none is the bar. */
export async function bringBrokenFiles(bed: Bed): Promise<string[]> {
  const client = new FinopsClient(bed.url('finops'), bed.secrets);
  const faults: string[] = [];
  const questions: number[] = [];
  let slowest = 0;
  const before = await client.costs();
  for (const [what, content, codes] of FILES) {
    const { status, body } = await client.upload(
      `${what}.bin`,
      new Uint8Array(Buffer.from(content())),
    );
    if (status !== 201) {
      faults.push(`${what}: the upload was answered with ${status}.`);
      continue;
    }
    const began = performance.now();
    const asked = await client.begin(body.uploadId);
    let reading = true;
    const reader = (async () => {
      do {
        const asking = performance.now();
        await client
          .costs()
          .catch((error: Error) => faults.push(`${what}: a question failed: ${error.message}`));
        questions.push(performance.now() - asking);
      } while (reading);
    })();
    const result = await client.finished(asked.body.id);
    const took = performance.now() - began;
    reading = false;
    await reader;
    slowest = Math.max(slowest, took);
    const code = result.error?.code ?? result.status;
    console.log(`     ${what}: ${code} after ${took.toFixed(0)} ms`);
    if (!codes.includes(code)) faults.push(`${what}: it ended with ${code}.`);
    if (took > LONGEST_MS) faults.push(`${what}: it took ${took.toFixed(0)} ms.`);
  }
  const wanted = JSON.stringify(sorted({ ...before, ...TRACE }));
  const after = JSON.stringify(sorted(await client.costs()));
  if (after !== wanted) faults.push(`Costs should be ${wanted} and are ${after}.`);
  const { p99, count } = summarise(questions);
  if (p99 > LONGEST_QUESTION_MS) faults.push(`Questions took ${p99.toFixed(0)} ms (p99).`);
  const { peak } = residentMiB(bed.pid('finops'));
  if (peak > MOST_MIB) faults.push(`finops took ${peak.toFixed(0)} MiB.`);
  const engine = childrenOf(bed.pid('finops')).map((pid) => residentMiB(pid).peak.toFixed(0));
  console.log(
    `     slowest answer ${slowest.toFixed(0)} ms; ${count} questions meanwhile, p99 ${p99.toFixed(0)} ms; ` +
      `finops at most ${peak.toFixed(0)} MiB, its engine ${engine.join(' and ')} MiB`,
  );
  return faults;
}

const sorted = (costs: Readonly<Record<string, string>>) => Object.entries(costs).sort();
