// A small file system for the engine and the uploads of a finops of its own, filled up and freed again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bed } from '../bed.ts';
import { FinopsClient } from './finops-client.ts';

const SIZE_MIB = 96;
const ROWS = 20_000;

const bill = (cost: number) =>
  [
    'BilledCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,ResourceId',
    ...Array.from({ length: ROWS }, (_, n) => `${cost},USD,2026-08-01,2026-08-03,r-${Math.sin(n)}`),
  ].join('\n');

/** Answers what went wrong, in sentences; undefined where this machine cannot mount a file system. */
export async function fillTheDisk(bed: Bed): Promise<string[] | undefined> {
  const mount = mkdtempSync(join(tmpdir(), 'ai-finops-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m`, 'tmpfs', mount], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(mount, { recursive: true, force: true });
    return undefined;
  }
  const faults: string[] = [];
  try {
    mkdirSync(join(mount, 'uploads'));
    // Nobody else may take its imports: the files lie here.
    await bed.platform.stop('finops');
    const { url, process: replica } = await bed.replica('finops', {
      CHDB_PATH: join(mount, 'chdb'),
      UPLOAD_DIR: join(mount, 'uploads'),
    });
    const client = new FinopsClient(url, bed.secrets);
    const bring = async (cost: number) => {
      const upload = await client.upload('disk.csv', bill(cost));
      if (upload.status !== 201) return upload.body.code;
      const { error, status } = await client.finished(
        (await client.begin(upload.body.uploadId)).body.id,
      );
      return error?.code ?? status;
    };
    const first = await bring(1);
    if (first !== 'PUBLISHED')
      faults.push(`Before the disk was full an import ended with ${first}.`);
    const ballast = join(mount, 'ballast');
    fill(ballast);
    const full = await bring(2);
    console.log(`     with a full disk an import ends with ${full}`);
    if (full !== 'DISK_FULL') faults.push(`With a full disk an import ended with ${full}.`);
    const seen = (await client.costs())['2026-08-01'];
    if (seen !== `${ROWS} by ${ROWS}`) faults.push(`With a full disk questions see ${seen}.`);
    rmSync(ballast);
    const began = performance.now();
    const after = await bring(3);
    console.log(
      `     ${((performance.now() - began) / 1000).toFixed(1)} s after space returned: ${after}`,
    );
    if (after !== 'PUBLISHED') faults.push(`After space returned an import ended with ${after}.`);
    const then = (await client.costs())['2026-08-01'];
    if (then !== `${3 * ROWS} by ${ROWS}`)
      faults.push(`After space returned questions see ${then}.`);
    await replica.stop();
  } finally {
    execFileSync('umount', ['-l', mount]);
    rmSync(mount, { recursive: true, force: true });
  }
  return faults;
}

/** Writes until nothing more fits. */
function fill(path: string): void {
  for (const size of [1024 ** 2, 4096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Smaller pieces may still fit.
    }
  }
}
