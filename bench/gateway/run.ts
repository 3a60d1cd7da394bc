// What gateways cost: requests a second and processor time a request, ours beside plain @apollo/gateway and
// Hive Gateway with either of its planners. Each gateway has one core; the load and the subgraphs, which
// answer from memory, have the other. Rounds are interleaved, so that a slow minute of the machine is
// everybody's. `npm run bench -- gateway [shop] [dashboard] [identical] [cached] [entities] [hop] [--only=NAME,…]`
// `BENCH_BEFORE=/path/to/main.js` runs another build of ours beside this one.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { allSubgraphSdl } from '../../platform/supergraph.ts';
import { OTHER_CORE, startOn } from '../cores.ts';
import { load, wireRequest } from '../load.ts';
import { cpuSeconds, residentMiB, summarise } from '../measure.ts';
import { type Contender, SECRETS, startContenders } from './contenders.ts';
import { HOP_OPERATION, SHOP_OPERATION, SHOPS } from './shop.ts';

const ROOT = join(import.meta.dirname, '../..');
const built = createRequire(import.meta.resolve('../../packages/service-kit/dist/access-token.js'));
const { signAccessToken } = built(
  './access-token.js',
) as typeof import('../../packages/service-kit/src/access-token.ts');
const { AccessKeys } = built(
  './access-keys.js',
) as typeof import('../../packages/service-kit/src/access-keys.ts');

// All threads of this process, which makes the load.
execFileSync('taskset', ['-a', '-cp', OTHER_CORE, String(process.pid)], { stdio: 'ignore' });

const VIEWERS = 2_000;
const CONNECTIONS = 50;

const flags = process.argv.slice(2);
const only = flags.flatMap((flag) => /^--only=(.*)$/.exec(flag)?.[1]?.split(',') ?? []);
const seconds = Number(flags.flatMap((f) => /^--seconds=(.*)$/.exec(f)?.[1] ?? [])[0] ?? 4);
const rounds = Number(flags.flatMap((f) => /^--rounds=(.*)$/.exec(f)?.[1] ?? [])[0] ?? 3);
const named = flags.filter((flag) => !flag.startsWith('--'));
const scenarios =
  named.length > 0 ? named : ['shop', 'dashboard', 'identical', 'cached', 'entities', 'hop'];

const keys = new AccessKeys(SECRETS);
const tokens = Array.from({ length: VIEWERS }, (_, index) =>
  signAccessToken(keys, { id: `user-${index}`, role: 'ADMIN', sessionId: `session-${index}` }, 900),
);

/** What one gateway did in one round. */
interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
  readonly calls: number;
  readonly failures: number;
}

const median = (numbers: readonly number[]): number => summarise(numbers).p50;

async function subgraphCalls(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/calls`)).text());
}

async function round(
  { port, process: { pid = 0 } }: Contender,
  requests: readonly Buffer[],
  callsAt: number,
): Promise<Round> {
  const cpu = cpuSeconds(pid);
  const calls = await subgraphCalls(callsAt);
  const result = await load(port, requests, { connections: CONNECTIONS, seconds });
  return {
    perSecond: result.requests / result.seconds,
    cpuMs: ((cpuSeconds(pid) - cpu) / result.requests) * 1_000,
    p50: result.latency.p50,
    p99: result.latency.p99,
    calls: ((await subgraphCalls(callsAt)) - calls) / result.requests,
    failures: result.failures,
  };
}

async function rounded(
  title: string,
  contenders: readonly Contender[],
  callsAt: number,
  requestsFor: (contender: Contender) => readonly Buffer[],
): Promise<void> {
  const results = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (const contender of contenders) {
    await load(contender.port, requestsFor(contender), { connections: CONNECTIONS, seconds: 3 });
  }
  for (let nth = 0; nth < rounds; nth += 1) {
    for (const contender of contenders) {
      results.get(contender)?.push(await round(contender, requestsFor(contender), callsAt));
    }
  }
  console.log(`\n${title}; ${rounds} rounds of ${seconds} s, ${CONNECTIONS} connections, medians`);
  const [first] = contenders;
  const base = first && results.get(first);
  const rows = [...results].map(
    ([
      {
        name,
        process: { pid = 0 },
      },
      all,
    ]) => {
      const of = (key: keyof Round, of = all): number => median(of.map((one) => one[key]));
      return {
        gateway: name,
        'requests/s': Math.round(of('perSecond')),
        'CPU ms': Number(of('cpuMs').toFixed(2)),
        'p50 ms': Number(of('p50').toFixed(1)),
        'p99 ms': Number(of('p99').toFixed(1)),
        'RSS MiB': Math.round(residentMiB(pid).peak),
        calls: Number(of('calls').toFixed(1)),
        failed: all.reduce((sum, { failures }) => sum + failures, 0),
        'x requests/s': base ? Number((of('perSecond') / of('perSecond', base)).toFixed(2)) : 1,
        'x CPU': base ? Number((of('cpuMs', base) / of('cpuMs')).toFixed(2)) : 1,
      };
    },
  );
  console.table(rows);
}

/** All gateways must say the same before it counts how fast they say it; answers what. */
async function agree(contenders: readonly Contender[], body: string): Promise<string> {
  const answers = await Promise.all(
    contenders.map(async ({ name, port }) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}` },
        body,
      });
      const answer = (await response.json()) as { data?: unknown; errors?: unknown };
      if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors).slice(0, 500)}`);
      return { name, text: JSON.stringify(answer.data) };
    }),
  );
  const [first] = answers;
  for (const { name, text } of answers) {
    if (text !== first?.text)
      throw new Error(`${name} answers something else than ${first?.name}.`);
  }
  return first?.text ?? '';
}

async function hop(contenders: readonly Contender[], subgraphPort: number): Promise<void> {
  const body = JSON.stringify({ query: HOP_OPERATION });
  const targets = [{ name: 'the subgraph itself', port: subgraphPort }, ...contenders];
  const latencies = new Map(targets.map(({ name }) => [name, [] as number[]]));
  for (let nth = 0; nth < 6; nth += 1) {
    for (const { name, port } of targets) {
      const requests = tokens.map((token) =>
        wireRequest(port, body, { authorization: `Bearer ${token}` }),
      );
      const { latency } = await load(port, requests, { connections: 1, seconds: 1 });
      if (nth > 0) latencies.get(name)?.push(latency.p50);
    }
  }
  const direct = median(latencies.get('the subgraph itself') ?? []);
  console.log('\nOne hop at low load: one connection, p50');
  console.table(
    [...latencies].map(([name, sample]) => ({
      through: name,
      'p50 ms': Number(median(sample).toFixed(3)),
      'more than direct': Number((median(sample) - direct).toFixed(3)),
    })),
  );
}

async function composed(scenario: string, ports: Record<string, number>): Promise<string> {
  const url = (name: string): string => `http://127.0.0.1:${ports[name]}/graphql`;
  const definitions =
    scenario !== 'platform'
      ? (SHOPS[scenario] ?? []).map(({ name, sdl }) => ({ name, sdl }))
      : Object.entries(await allSubgraphSdl(ROOT)).map(([name, sdl]) => ({ name, sdl }));
  const { supergraphSdl, errors } = composeServices(
    definitions.map(({ name, sdl }) => ({ name, url: url(name), typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors}`);
  return supergraphSdl;
}

/** What the web app asks for its first page: the operation of its manifest. */
async function dashboardBody(): Promise<string> {
  const manifest = join(ROOT, 'gateway/generated/trusted-documents.json');
  const { operations } = JSON.parse(await readFile(manifest, 'utf8')) as {
    operations: { name: string; body: string }[];
  };
  const operation = operations.find(({ name }) => name === 'Dashboard');
  if (!operation) throw new Error('The web app asks no Dashboard.');
  const period = { from: '2026-10-01', to: '2026-11-01' };
  const input = { period, groupBy: [{ dimension: 'SERVICE_NAME' }] };
  const variables = { current: input, previous: input, compare: true };
  return JSON.stringify({ query: operation.body.replaceAll(' @unmask', ''), variables });
}

async function withSurroundings(
  scenario: string,
  work: (
    contenders: readonly Contender[],
    ports: Record<string, number>,
    answerPath: string,
  ) => Promise<void>,
  alsoFor: readonly string[] = [],
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'ai-finops-bench-'));
  const cans = startOn(OTHER_CORE, [join(import.meta.dirname, 'canned-subgraphs.ts'), scenario]);
  const children: ChildProcess[] = [cans];
  try {
    const [line] = (await once(createInterface({ input: cans.stdout }), 'line')) as [string];
    const ports = JSON.parse(line) as Record<string, number>;
    const supergraphPath = join(directory, 'supergraph.graphql');
    await writeFile(supergraphPath, await composed(scenario, ports));
    const answerPath = join(directory, 'answer.json');
    const wanted = { only, scenarios: alsoFor };
    const contenders = await startContenders(
      { supergraphPath, answerPath, subgraphs: ports },
      wanted,
      children,
    );
    await work(contenders, ports, answerPath);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
}

const shopTitle = (answer: string): string =>
  `The shop: a deep operation over four subgraphs, ${Math.round(answer.length / 1024)} KiB`;
const shopBody = JSON.stringify({ query: SHOP_OPERATION });
const everyone = (port: number, body: string): Buffer[] =>
  tokens.map((token) => wireRequest(port, body, { authorization: `Bearer ${token}` }));

const ofShop = scenarios.filter((name) => ['shop', 'identical', 'hop'].includes(name));
if (ofShop.length > 0) {
  const shop = async (contenders: readonly Contender[], { accounts = 0 }): Promise<void> => {
    const usual = contenders.filter(({ scenario }) => !scenario);
    const title = shopTitle(await agree(contenders, shopBody));
    if (ofShop.includes('shop')) {
      await rounded(`${title}, every request another viewer`, usual, accounts, ({ port }) =>
        everyone(port, shopBody),
      );
    }
    if (ofShop.includes('identical')) {
      await rounded(`${title}, all requests the same`, contenders, accounts, ({ port }) =>
        everyone(port, shopBody).slice(0, 1),
      );
    }
    if (ofShop.includes('hop')) await hop(usual, accounts);
  };
  await withSurroundings('shop', shop, ofShop);
}
if (scenarios.includes('cached')) {
  const cached = async (
    contenders: readonly Contender[],
    { accounts = 0 }: Record<string, number>,
    answerPath: string,
  ): Promise<void> => {
    const gateways = contenders.filter(({ name }) => !name.startsWith('Fastify'));
    const answer = await agree(gateways, shopBody);
    await writeFile(answerPath, `{"data":${answer}}`);
    const title = `${shopTitle(answer)}, all requests the same, answers kept by those that can`;
    await rounded(title, contenders, accounts, ({ port }) => everyone(port, shopBody).slice(0, 1));
  };
  await withSurroundings('cached', cached, ['cached']);
}
if (scenarios.includes('entities')) {
  await withSurroundings(
    'entities',
    async (contenders, { accounts = 0 }) => {
      const title = `${shopTitle(await agree(contenders, shopBody))}, every request another viewer, entities kept by ours`;
      await rounded(title, contenders, accounts, ({ port }) => everyone(port, shopBody));
    },
    ['entities'],
  );
}
if (scenarios.includes('dashboard')) {
  await withSurroundings('platform', async (contenders, { accounts = 0 }) => {
    const body = await dashboardBody();
    const { length } = await agree(contenders, body);
    await rounded(
      `The dashboard's query on our own supergraph, ${Math.round(length / 1024)} KiB`,
      contenders,
      accounts,
      ({ port }) => everyone(port, body),
    );
  });
}
