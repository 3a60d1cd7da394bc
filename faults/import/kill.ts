// kill -9 of finops (its engine ends with it) at random moments of an import, over rounds: each round brings
// a new version of two billing periods whose every charge costs as much as the round's number. A round counts
// only when its import was under way at the kill.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Bed, until } from '../bed.ts';
import { FinopsClient } from './finops-client.ts';

const MONTHS = ['2026-05', '2026-06'];
const NOTHING = 'nothing';
/** Tries for each round that counts: an import may end before the kill. */
const TRIES = 3;

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
  let looks = 0;
  /** Every answer shows one version of both periods: this round's, or the one before. */
  async function look(round: number): Promise<void> {
    const costs = await client.costs().catch(() => undefined);
    if (!costs) return;
    looks++;
    const seen = new Set(MONTHS.map((month) => costs[`${month}-01`] ?? NOTHING));
    const [only = ''] = seen;
    if (seen.size !== 1 || ![expected(round - 1), expected(round)].includes(only)) {
      faults.push(`Round ${round}: questions saw ${JSON.stringify(costs)}.`);
    }
  }
  async function bring(round: number): Promise<string> {
    const { body } = await client.upload('bill.csv', version(round, rows));
    const asked = await client.begin(body.uploadId);
    if (asked.status !== 202) throw new Error(`The import was answered with ${asked.status}.`);
    return asked.body.id;
  }
  const running = async (id: string) => (await client.find(id)).status !== 'PENDING';

  // How long an import takes that nothing interrupts: the kills are spread over so much time.
  const first = await bring(1);
  await until(() => running(first), 30_000);
  const began = performance.now();
  await client.finished(first);
  const lasts = performance.now() - began;

  let counted = 0;
  for (let round = 2; counted < rounds && round <= rounds * TRIES + 1; round++) {
    const id = await bring(round);
    let looking = true;
    const reader = (async () => {
      for (; looking; await sleep(50)) await look(round);
    })();
    await until(() => running(id), 30_000);
    const wait = Math.random() * lasts;
    await sleep(wait);
    await bed.platform.kill('finops');
    const status = await statusOf(bed, id);
    if (status === 'RUNNING') counted++;
    await bed.platform.start(['finops']);
    const result = await client.finished(id);
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
    console.log(
      `     round ${round}: killed ${wait.toFixed(0)} ms after its begin, ${status} then, ${result.status} in the end`,
    );
  }
  console.log(`     ${counted} kills of a running import, ${looks} looks at the costs`);
  if (counted < rounds) faults.push(`Only ${counted} of ${rounds} kills met a running import.`);
  return faults;
}

/** As Postgres has it while finops is dead. */
async function statusOf(bed: Bed, id: string): Promise<string | undefined> {
  const database = new pg.Client({ connectionString: bed.databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query('SELECT status FROM "BillImport" WHERE id = $1', [id]);
    return rows[0]?.status;
  } finally {
    await database.end();
  }
}
