// kill -9 of finops (its engine ends with it) at random moments of an import, over rounds: each round brings
// a new version of two billing periods whose every charge costs as much as the round's number.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from '../bed.ts';
import { FinopsClient } from './finops-client.ts';

const MONTHS = ['2026-05', '2026-06'];
const NOTHING = 'nothing';
const LONGEST_WAIT_MS = 4_000;

export interface KillOptions {
  readonly rounds: number;
  readonly rows: number;
}

function version(round: number, rows: number): string {
  const lines = MONTHS.flatMap((month) =>
    Array.from(
      { length: rows },
      (_, n) => `${round},acc-${n % 2},USD,${month}-01,${month}-03,r-${n}`,
    ),
  );
  return [
    'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargePeriodStart,ResourceId',
    ...lines,
  ].join('\n');
}

/** Answers what went wrong, in sentences; none is the bar. */
export async function killDuringImports(
  bed: Bed,
  { rounds, rows }: KillOptions,
): Promise<string[]> {
  const client = new FinopsClient(bed.url('finops'), bed.secrets);
  const faults: string[] = [];
  const expected = (round: number) => (round === 0 ? NOTHING : `${round * rows} by ${rows}`);
  /** Every answer shows one version of both periods: this round's, or the one before. */
  async function look(round: number): Promise<void> {
    const costs = await client.costs().catch(() => undefined);
    if (!costs) return;
    const seen = new Set(MONTHS.map((month) => costs[`${month}-01`] ?? NOTHING));
    const [only = ''] = seen;
    if (seen.size !== 1 || ![expected(round - 1), expected(round)].includes(only)) {
      faults.push(`Round ${round}: questions saw ${JSON.stringify(costs)}.`);
    }
  }
  for (let round = 1; round <= rounds; round++) {
    const { body } = await client.upload('bill.csv', version(round, rows));
    const asked = await client.begin(body.uploadId);
    if (asked.status !== 202) throw new Error(`The import was answered with ${asked.status}.`);
    let looking = true;
    const reader = (async () => {
      for (; looking; await sleep(50)) await look(round);
    })();
    const wait = Math.random() * LONGEST_WAIT_MS;
    await sleep(wait);
    await bed.platform.kill('finops');
    await bed.platform.start(['finops']);
    const result = await client.finished(asked.body.id);
    if (result.status !== 'PUBLISHED') {
      faults.push(`Round ${round}: the import ended as ${result.status}, ${result.error?.code}.`);
    }
    if (result.rowsLoaded !== rows * MONTHS.length) {
      faults.push(`Round ${round}: ${result.rowsLoaded} rows were loaded.`);
    }
    await look(round);
    looking = false;
    await reader;
    const costs = await client.costs();
    if (MONTHS.some((month) => costs[`${month}-01`] !== expected(round))) {
      faults.push(`Round ${round}: after its import questions see ${JSON.stringify(costs)}.`);
    }
    console.log(`     round ${round}: killed after ${wait.toFixed(0)} ms, ${result.status}`);
  }
  return faults;
}
