// Twenty kinds of broken file: each is answered with a code of the catalogue while questions go on.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { residentMiB } from '../../bench/measure.ts';
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
  ['UTF-16', () => Buffer.from(`\ufeff${good}`, 'utf16le'), ['FILE_UNREADABLE']],
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
  ['numbers beyond all bounds', () => `${HEADER}\n1e999,USD,2026-05-03,x\n`, ['PUBLISHED']],
  [
    'a bomb of gzip',
    () => gzipSync(Buffer.alloc(200_000_000, 'a')),
    ['FILE_UNREADABLE', 'NOT_A_FOCUS_BILL'],
  ],
  ['100 MB of one line', () => Buffer.alloc(100_000_000, 'x'), ['FILE_UNREADABLE']],
];

/** Answers what went wrong, in sentences; none is the bar. */
export async function bringBrokenFiles(bed: Bed): Promise<string[]> {
  const client = new FinopsClient(bed.url('finops'), bed.secrets);
  const faults: string[] = [];
  let slowest = 0;
  const before = JSON.stringify(await client.costs());
  for (const [what, content, codes] of FILES) {
    const { status, body } = await client.upload(
      `${what}.bin`,
      new Uint8Array(Buffer.from(content())),
    );
    if (status !== 201) {
      faults.push(`${what}: the upload was answered with ${status}.`);
      continue;
    }
    const asked = await client.begin(body.uploadId);
    const began = performance.now();
    const reading = client.costs();
    const result = await client.finished(asked.body.id);
    slowest = Math.max(slowest, performance.now() - began);
    const code = result.error?.code ?? result.status;
    console.log(`     ${what}: ${code}`);
    if (!codes.includes(code)) faults.push(`${what}: it ended with ${code}.`);
    await reading.catch((error: Error) =>
      faults.push(`${what}: a question failed: ${error.message}`),
    );
  }
  const after = JSON.stringify(await client.costs());
  // One of them is read with its unreadable number as no value; it adds nothing to any cost.
  if (after !== before) faults.push(`Costs were ${before} and are ${after}.`);
  const { peak } = residentMiB(bed.pid('finops'));
  console.log(
    `     slowest answer ${slowest.toFixed(0)} ms, finops at most ${peak.toFixed(0)} MiB`,
  );
  if (peak > 512) faults.push(`finops took ${peak.toFixed(0)} MiB.`);
  return faults;
}
