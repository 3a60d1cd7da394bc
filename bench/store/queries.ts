// Questions over GraphQL at the gateway beside the raw engine's answers to them, over the same charges in the
// same run: `--rows 1000000 --rounds 12 --seconds 8` for fewer of them.
import { cpSync, createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Bed, ROOT, until } from '../../faults/bed.ts';
import { childrenOf, residentMiB, summarise } from '../measure.ts';
import { makeBill } from './demo-bill.ts';
import { engineModules, MOST_MIB } from './engine.ts';
import { askedAnew, DASHBOARD_QUESTIONS, type Question, STORE_QUESTIONS } from './questions.ts';

/** What has to hold, from the project's bars. */
const MOST_OF_RAW = 1.3;
const MOST_BEYOND_RAW_MS = 5;
const DASHBOARD_P95_MS = 100;
const LOOP_DELAY_P99_MS = 50;
const CLIENTS = 8;
const IMPORT_WITHIN_MS = 30 * 60_000;

const built = createRequire(join(ROOT, 'packages/service-kit/dist/access-token.js'));
const { signAccessToken } = built('./access-token.js');
const { AccessKeys } = built('./access-keys.js');

const DOCUMENT = `query ($input: CostsInput!) { costs(input: $input) { rows {
  bucket other charges keys { value } cost { amount currency } previous { amount } metrics { value } } } }`;

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
}

interface Costs {
  readonly costs: { readonly rows: readonly unknown[] };
}

const BATCHES =
  '{ chargeBatches(first: 100, live: true) { nodes { resourcesAggregated usageAggregated } pageInfo { hasNextPage } } }';

interface Batches {
  readonly chargeBatches: {
    readonly nodes: readonly {
      readonly resourcesAggregated: boolean;
      readonly usageAggregated: boolean;
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '10' },
    },
  });
  const directory = mkdtempSync(join(tmpdir(), 'ai-finops-bench-'));
  const bed = await Bed.start({
    services: ['accounts'],
    environment: { VIEWER_COST_PER_MINUTE: '2000000000', ADDRESS_COST_PER_MINUTE: '2000000000' },
  });
  try {
    return await measure(bed, directory, {
      rows: Number(values.rows),
      rounds: Number(values.rounds),
      seconds: Number(values.seconds),
    });
  } finally {
    await bed.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Options {
  readonly rows: number;
  readonly rounds: number;
  readonly seconds: number;
}

async function measure(bed: Bed, directory: string, options: Options): Promise<boolean> {
  let good = true;
  const say = (holds: boolean, text: string): void => {
    good &&= holds;
    console.log(`${holds ? 'ok  ' : 'MISS'} ${text}`);
  };
  const questions = [...STORE_QUESTIONS, ...DASHBOARD_QUESTIONS];
  const chdb = join(directory, 'chdb');
  const probe = join(directory, 'loop-delay');
  const finops = await bed.replica('finops', {
    CHDB_PATH: chdb,
    // Past the proxy, which is this process: nothing falls silent here, and each of its turns would count as ours.
    DATABASE_URL: bed.databaseUrl,
    UPLOAD_DIR: join(directory, 'uploads'),
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'loop-probe.mjs')).href}`,
    LOOP_PROBE_FILE: probe,
  });
  const gateway = await bed.replica('gateway', { FINOPS_SERVICE_URL: finops.url });
  const viewer = { id: 'bench', role: 'ADMIN', sessionId: 'bench' };
  const keys = new AccessKeys(bed.secrets);
  const bearer = () => ({ authorization: `Bearer ${signAccessToken(keys, viewer, 900)}` });

  await bringIn(finops.url, bearer, directory, options.rows);
  const pid = finops.process.pid ?? 0;
  const importing = [pid, ...childrenOf(pid)].reduce((sum, of) => sum + residentMiB(of).peak, 0);
  say(
    importing <= MOST_MIB,
    `service and engine held ${importing.toFixed(0)} MiB at most (bar ${MOST_MIB} MiB)`,
  );
  const graphql = async <Data>(query: string, variables = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        ...bearer(),
        'content-type': 'application/json',
        // As the server of the web app asks: on the same machine compression only takes time.
        'accept-encoding': 'identity',
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (!data || errors) throw new Error(errors?.[0]?.message ?? `Status ${response.status}`);
    return data;
  };
  await untilSummedUp(() => graphql<Batches>(BATCHES));
  let times = 0;
  /** `anew` asks what nobody asked before, which the service cannot answer from what it keeps. */
  const ask = async (question: Question, anew = true): Promise<number> => {
    const input = anew ? askedAnew(question, times++) : question.input;
    return (await graphql<Costs>(DOCUMENT, { input })).costs.rows.length;
  };

  // The raw engine has a copy: two processes never share a directory.
  const copy = join(directory, 'copy');
  cpSync(chdb, copy, { recursive: true });
  const { store } = engineModules(copy);
  const plainly = async ({ raw }: Question) => (await store.query(raw)).length;
  const anew = (question: Question) => ask(question);
  const [asked, raw] = await timed(questions, options.rounds, anew, plainly).finally(() =>
    store.close(),
  );
  const load = (how: (question: Question) => Promise<number>) =>
    underLoad(pid, probe, options.seconds, how);
  const loads = [
    ['who ask what nobody asked before', await load(anew)],
    ['who ask the same', await load((question) => ask(question, false))],
  ] as const;

  for (const question of questions) {
    const ours = summarise(asked?.get(question) ?? []).p50;
    const plain = summarise(raw?.get(question) ?? []).p50;
    const bar = MOST_OF_RAW * plain + MOST_BEYOND_RAW_MS;
    say(
      ours <= bar,
      `${question.name}: ${ours.toFixed(1)} ms, raw ${plain.toFixed(1)} ms (bar ${bar.toFixed(1)} ms)`,
    );
  }
  const dashboard = summarise(
    DASHBOARD_QUESTIONS.flatMap((question) => asked?.get(question) ?? []),
  );
  say(
    dashboard.p95 <= DASHBOARD_P95_MS,
    `dashboard of ${options.rows} charges: p50 ${dashboard.p50.toFixed(0)} ms, p95 ${dashboard.p95.toFixed(0)} ms (bar ${DASHBOARD_P95_MS} ms)`,
  );
  for (const [who, { loop, perSecond, p95 }] of loads) {
    say(
      loop <= LOOP_DELAY_P99_MS,
      `${CLIENTS} clients at once ${who}: ${perSecond.toFixed(0)} answers a second, p95 ${p95.toFixed(0)} ms, the service's loop delayed ${loop.toFixed(1)} ms (p99, bar ${LOOP_DELAY_P99_MS} ms)`,
    );
  }
  return good;
}

/** What is looked at of an import. */
interface Import {
  readonly id: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A demo bill through upload and import, as anybody brings one in. */
async function bringIn(
  url: string,
  bearer: () => Record<string, string>,
  directory: string,
  rows: number,
): Promise<void> {
  const file = await makeBill(directory, rows, 'parquet');
  const send = async <Answer>(path: string, body?: unknown, type = 'application/json') => {
    const response = await fetch(`${url}${path}`, {
      ...(body !== undefined && { method: 'POST', body: body as string, duplex: 'half' }),
      headers: { ...bearer(), ...(body !== undefined && { 'content-type': type }) },
    } as RequestInit);
    return (await response.json()) as Answer;
  };
  const content = Readable.toWeb(createReadStream(file));
  const { uploadId } = await send<{ uploadId: string }>(
    '/uploads?filename=b',
    content,
    'application/octet-stream',
  );
  const { id } = await send<Import>('/imports', JSON.stringify({ uploadId }));
  let end: Import | undefined;
  const took = await until(
    async () => {
      end = await send<Import>(`/imports/${id}`);
      return end.status === 'PUBLISHED' || end.status === 'FAILED';
    },
    IMPORT_WITHIN_MS,
    100,
  );
  if (end?.status !== 'PUBLISHED') {
    throw new Error(`The bill was not imported: ${end?.error?.code} ${end?.error?.message}`);
  }
  console.log(`     ${rows} charges imported in ${(took / 1000).toFixed(1)} s`);
  rmSync(file);
}

/** Waits for the sums by resource and SKU, which finops makes once an import is there. */
async function untilSummedUp(batches: () => Promise<Batches>): Promise<void> {
  const took = await until(
    async () => {
      const { nodes, pageInfo } = (await batches()).chargeBatches;
      if (pageInfo.hasNextPage) throw new Error('The bill has more batches than a page.');
      return nodes.every((batch) => batch.resourcesAggregated && batch.usageAggregated);
    },
    IMPORT_WITHIN_MS,
    100,
  );
  console.log(`     summed up by resource and SKU ${(took / 1000).toFixed(1)} s later`);
}

type Times = ReadonlyMap<Question, readonly number[]>;

/** Each question in both ways, over rounds after one that warms up: a slow moment is everybody's. */
async function timed(
  questions: readonly Question[],
  rounds: number,
  ...ways: readonly ((question: Question) => Promise<number>)[]
): Promise<Times[]> {
  const times = ways.map(() => new Map<Question, number[]>(questions.map((q) => [q, []])));
  for (let round = -1; round < rounds; round++) {
    for (const question of questions) {
      for (const [n, ask] of ways.entries()) {
        const began = performance.now();
        await ask(question);
        if (round >= 0) times[n]?.get(question)?.push(performance.now() - began);
      }
    }
  }
  return times;
}

/** Clients that ask the dashboard's questions without pause. */
async function underLoad(
  pid: number,
  probe: string,
  seconds: number,
  ask: (question: Question) => Promise<number>,
) {
  const read = async () => {
    process.kill(pid, 'SIGUSR2');
    await sleep(200);
    return Number(readFileSync(probe, 'utf8'));
  };
  await read();
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  const client = async (first: number) => {
    for (let n = first; performance.now() < end; n++) {
      const question = DASHBOARD_QUESTIONS[n % DASHBOARD_QUESTIONS.length];
      if (!question) return;
      const began = performance.now();
      await ask(question);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
  return { loop: await read(), perSecond: times.length / seconds, p95: summarise(times).p95 };
}
