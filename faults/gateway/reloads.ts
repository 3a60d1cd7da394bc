import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, until } from '../bed.ts';
import { Load, send } from '../load.ts';
import { type Experiment, exactly, type Finding, finding, within } from '../report.ts';
import { longest, tally } from '../under-load.ts';
import { type ProxiedGateway, withProxiedGateway } from './gateway-bed.ts';
import { asking } from './questions.ts';

const EVERY_MS = 5_000;
const CLIENTS = 32;
const FILE = 'supergraph.graphql';
/** Looked for every second, then loaded whole. */
const SERVED_WITHIN_MS = 4_000;
/** Nothing else runs while a supergraph is loaded, and every operation is planned anew. */
const LONGEST_MS = 5_000;
const DESCRIBED = 'The signed-in user.';

/** The supergraph, changed where clients can see it. */
const version = (nth: number): string => {
  const sdl = readFileSync(join(ROOT, 'gateway/supergraph.graphql'), 'utf8');
  if (!sdl.includes(DESCRIBED)) throw new Error('The supergraph describes Query.me otherwise.');
  return sdl.replace(DESCRIBED, `The signed-in user, ${nth}.`);
};

function publish(directory: string, nth: number): void {
  const next = join(directory, `${FILE}.next`);
  writeFileSync(next, version(nth));
  renameSync(next, join(directory, FILE));
}

async function serves(url: string, nth: number): Promise<boolean> {
  const query = '{ __type(name: "Query") { fields { name description } } }';
  const answer = await send(`${url}/graphql`, { query });
  return (await answer.text()).includes(`The signed-in user, ${nth}.`);
}

async function reloaded(gateway: ProxiedGateway, seconds: number): Promise<Finding[]> {
  const tokens = await gateway.newReader();
  const load = new Load(
    Array.from({ length: CLIENTS }, (_, nth) =>
      // Of every kind: over one subgraph, over several, anew planned with every supergraph.
      asking(gateway.url, tokens, ...(['accounts', 'finops', 'assistant'] as const).slice(nth % 3)),
    ),
  );
  const served: number[] = [];
  const rounds = Math.max(1, Math.floor((seconds * 1_000) / EVERY_MS));
  for (let nth = 1; nth <= rounds; nth += 1) {
    publish(gateway.directory, nth);
    const took = await until(() => serves(gateway.url, nth), SERVED_WITHIN_MS * 2);
    served.push(took);
    await sleep(Math.max(0, EVERY_MS - took));
  }
  await load.stop();
  const failed = load.samples.filter(({ outcome }) => outcome !== 'ok');
  const { length } = load.samples;
  return [
    finding(
      `lost of ${length} requests (${Math.round(length / seconds)}/s)`,
      '0',
      failed.length === 0 ? 0 : tally(failed, []),
      failed.length === 0 && length > 0,
    ),
    exactly('supergraphs served', rounds, served.length),
    within('the slowest of them served', SERVED_WITHIN_MS, Math.max(...served)),
    within('the longest request', LONGEST_MS, longest(load.samples)),
  ];
}

export const reloads = (seconds: number): readonly Experiment[] => [
  {
    id: 'RELOAD',
    title: `${seconds} s of load with another supergraph every 5 s`,
    run: () =>
      withProxiedGateway(
        (gateway) => reloaded(gateway, seconds),
        (directory) => {
          publish(directory, 0);
          return { SUPERGRAPH_PATH: join(directory, FILE) };
        },
      ),
  },
];
