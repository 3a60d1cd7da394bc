import { setTimeout as sleep } from 'node:timers/promises';
import { Load, type Sample, send, type Tokens } from '../load.ts';
import { type Experiment, type Finding, finding, within } from '../report.ts';
import type { ProxyMode } from '../tcp-proxy.ts';
import { cleanAfter, isClean, longest, percentile, tally } from '../under-load.ts';
import { type ProxiedGateway, type SubgraphName, withProxiedGateway } from './gateway-bed.ts';
import { asking, questionFor } from './questions.ts';

/** The longest time that a fetch may take: `gateway/src/subgraphs.ts`. */
const TIMEOUT_MS = { accounts: 5_000, auth: 5_000, finops: 30_000, assistant: 30_000 } as const;
const BEFORE_MS = 1_000;
const AFTER_MS = 4_000;
/** Sooner than a subgraph that is down for so long, no circuit has to be open. */
const OPEN_WITHIN_MS = 1_000;

interface Observed {
  /** Questions to the subgraph in trouble alone. */
  readonly troubled: readonly Sample[];
  /** Questions to another one alone. */
  readonly unrelated: readonly Sample[];
  readonly began: number;
  readonly returned: number;
}

const during = (samples: readonly Sample[], since: number, until_: number): Sample[] =>
  samples.filter(({ started }) => started >= since && started < until_);

/** Six clients ask the subgraph in trouble: so many failures open its circuit. Six ask another one. */
async function observe(
  gateway: ProxiedGateway,
  name: SubgraphName,
  other: SubgraphName,
  mode: ProxyMode,
  forMs: number,
  meanwhile: (tokens: Tokens) => Promise<void> = async () => undefined,
): Promise<Observed> {
  const tokens = await gateway.newReader();
  const six = (subgraph: SubgraphName): Load =>
    new Load(Array.from({ length: 6 }, () => asking(gateway.url, tokens, subgraph)));
  const loads = [six(name), six(other)] as const;
  await sleep(BEFORE_MS);
  const began = performance.now();
  gateway.proxies[name].mode = mode;
  await Promise.all([sleep(forMs), meanwhile(tokens)]);
  gateway.proxies[name].mode = 'pass';
  const returned = performance.now();
  await sleep(AFTER_MS);
  const [troubled, unrelated] = await Promise.all(
    loads.map(async (load) => {
      await load.stop();
      return load.samples;
    }),
  );
  return { troubled: troubled ?? [], unrelated: unrelated ?? [], began, returned };
}

function unhurt(other: string, { unrelated, began, returned }: Observed): Finding[] {
  const samples = during(unrelated, began, returned);
  const failed = samples.filter((sample) => !isClean(sample));
  return [
    within(`p99 of ${samples.length} questions to ${other}`, 500, percentile(samples, 0.99)),
    finding(
      `of them failed`,
      '0',
      failed.length === 0 ? 0 : tally(failed, []),
      failed.length === 0,
    ),
  ];
}

async function late(gateway: ProxiedGateway): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, other] of [
    ['finops', 'accounts'],
    ['accounts', 'finops'],
  ] as const) {
    const seen = await observe(gateway, name, other, 'late', 8_000);
    const slow = during(seen.troubled, seen.began, seen.returned);
    const failed = slow.filter((sample) => !isClean(sample));
    findings.push(
      ...unhurt(`${other} while ${name} is late`, seen),
      within(`${name}: p99 of ${slow.length}`, TIMEOUT_MS[name] * 1.1, percentile(slow, 0.99)),
      finding(
        `${name}: failed, though within its time`,
        '0',
        failed.length === 0 ? 0 : tally(failed, []),
        failed.length === 0 && slow.length > 0,
      ),
    );
  }
  return findings;
}

/** One operation over two subgraphs, of which one is silent: what is answered, and where the error stands. */
async function partial(gateway: ProxiedGateway, { accessToken }: Tokens): Promise<Finding> {
  const answer = await send(
    `${gateway.url}/graphql`,
    { query: questionFor('accounts', 'finops') },
    { authorization: `Bearer ${accessToken}` },
  );
  const text = await answer.text();
  const { data, errors } = JSON.parse(text) as {
    data?: Record<string, unknown> | null;
    errors?: { path?: unknown[]; extensions?: { code?: string } }[];
  };
  const [error] = errors ?? [];
  const silent = data?.me === null ? 'me' : 'import';
  const good =
    answer.status === 200 &&
    data !== null &&
    data !== undefined &&
    errors?.length === 1 &&
    error?.path?.join() === silent &&
    ['TIMEOUT', 'SERVICE_UNAVAILABLE'].includes(error.extensions?.code ?? '');
  return finding(
    'one operation over both',
    'the other field, and an error with the path of the silent one',
    good ? `${error?.extensions?.code} at ${silent}` : `${answer.status} ${text}`,
    good,
  );
}

async function blackholed(
  gateway: ProxiedGateway,
  name: 'accounts' | 'finops',
): Promise<Finding[]> {
  const other = name === 'accounts' ? 'finops' : 'accounts';
  const timeout = TIMEOUT_MS[name];
  const findings: Finding[] = [];
  // Until the first fetches have given up, and their circuit is open.
  const seen = await observe(gateway, name, other, 'blackhole', timeout + 3_000, async (tokens) => {
    await sleep(timeout + 1_500);
    findings.push(await partial(gateway, tokens));
  });
  findings.push(
    ...unhurt(`${other} while ${name} is silent`, seen),
    within(`${name}: longest question`, timeout + 1_000, longest(seen.troubled)),
    within(`${name}: clean after its return`, 2_000, cleanAfter(seen.troubled, seen.returned)),
  );
  return findings;
}

async function down(gateway: ProxiedGateway): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, other] of [
    ['finops', 'accounts'],
    ['accounts', 'finops'],
  ] as const) {
    const seen = await observe(gateway, name, other, 'refuse', 6_000);
    // What was answered after its return may have been answered by it.
    const refused = during(seen.troubled, seen.began + OPEN_WITHIN_MS, seen.returned).filter(
      ({ ended }) => ended < seen.returned,
    );
    const odd = refused.filter(({ outcome }) => outcome !== 'unavailable');
    findings.push(
      ...unhurt(`${other} while ${name} is down`, seen),
      within(`${name}: p95 of ${refused.length} refusals`, 200, percentile(refused, 0.95)),
      finding(
        `${name}: answers but SERVICE_UNAVAILABLE`,
        '0',
        odd.length === 0 ? 0 : tally(odd, []),
        odd.length === 0 && refused.length > 0,
      ),
      within(`${name}: clean after its return`, 2_000, cleanAfter(seen.troubled, seen.returned)),
    );
  }
  return findings;
}

export const troubledSubgraphs: readonly Experiment[] = [
  { id: 'F7', title: 'a subgraph answers two seconds late', run: () => withProxiedGateway(late) },
  {
    id: 'F8',
    title: 'the network to a subgraph falls silent',
    run: () =>
      withProxiedGateway(async (gateway) => [
        ...(await blackholed(gateway, 'accounts')),
        ...(await blackholed(gateway, 'finops')),
      ]),
  },
  { id: 'F9', title: 'a subgraph is down', run: () => withProxiedGateway(down) },
];
