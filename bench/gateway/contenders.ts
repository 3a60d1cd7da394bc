import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { MEASURED_CORE, startOn } from '../cores.ts';

const ROOT = join(import.meta.dirname, '../..');
const HIVE = join(ROOT, 'peers/node_modules/@graphql-hive/gateway/dist/bin.js');
const HERE = import.meta.dirname;

const secret = (): string => randomBytes(32).toString('base64url');

/** Of this run: production takes no others. */
export const SECRETS = {
  JWT_SECRET: secret(),
  INTERNAL_TOKEN_SECRET: secret(),
  DATABASE_SERVICE_TOKEN: secret(),
};

export interface Contender {
  readonly name: string;
  readonly port: number;
  /** The one scenario that it is made for; all of them when undefined. */
  readonly scenario: string | undefined;
  readonly process: ChildProcess;
}

interface Launch {
  readonly name: string;
  readonly scenario?: 'identical' | 'cached' | 'entities';
  readonly args: (port: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const hive = (name: string, planner: string, env = {}): Launch => ({
  name,
  args: (port) => [
    HIVE,
    'supergraph',
    '--config-path',
    join(HERE, 'hive.config.ts'),
    '--port',
    String(port),
    '--host',
    '127.0.0.1',
  ],
  env: { HIVE_PLANNER: planner, LOG_LEVEL: 'error', ...env },
});

/** By default nothing is kept, so that each request is answered by work of its own. */
const ours = (name: string, env = {}): Launch => ({
  name,
  args: (port) => [join(HERE, 'ours.ts'), String(port)],
  env: { GATEWAY_CACHE_MB: '0', ...env },
});

const CONTENDERS: readonly Launch[] = [
  { name: 'plain @apollo/gateway', args: (port) => [join(HERE, 'plain.ts'), String(port)] },
  hive('Hive, JavaScript planner', 'javascript'),
  hive('Hive, Rust planner', 'rust'),
  {
    ...hive('Hive, Rust planner, joining requests', 'rust', { HIVE_DEDUPLICATES: 'yes' }),
    scenario: 'identical',
  },
  {
    ...hive('Hive, Rust planner, caching answers', 'rust', { HIVE_CACHES: 'yes' }),
    scenario: 'cached',
  },
  {
    name: 'Fastify that knows the answer',
    args: (port) => [join(HERE, 'bare.ts'), String(port)],
    scenario: 'cached',
  },
  ours('ours'),
  ...(process.env.BENCH_BEFORE
    ? [ours('ours before', { BENCH_GATEWAY: process.env.BENCH_BEFORE })]
    : []),
  { ...ours('ours, keeping answers', { GATEWAY_CACHE_MB: '64' }), scenario: 'cached' },
  { ...ours('ours, keeping entities', { GATEWAY_CACHE_MB: '64' }), scenario: 'entities' },
];

export interface Surroundings {
  readonly supergraphPath: string;
  /** Where the right answer will be, for a server that does nothing but say it. */
  readonly answerPath: string;
  readonly subgraphs: Readonly<Record<string, number>>;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    return response.status === 200;
  } catch {
    return false;
  }
}

/**
 * Starts the gateways that are compared, each alone on its way to the same subgraphs. `children` gets every
 * process at once: whoever ends them must know of them when another does not start.
 */
export async function startContenders(
  { supergraphPath, answerPath, subgraphs }: Surroundings,
  { only, scenarios }: { readonly only: readonly string[]; readonly scenarios: readonly string[] },
  children: ChildProcess[],
): Promise<Contender[]> {
  const env = {
    ...SECRETS,
    BENCH_SUPERGRAPH: supergraphPath,
    BENCH_ANSWER: answerPath,
    BENCH_SUBGRAPHS: JSON.stringify(subgraphs),
  };
  const chosen = CONTENDERS.filter(
    ({ name, scenario }) =>
      (!scenario || scenarios.includes(scenario)) &&
      (only.length === 0 || only.some((part) => name.includes(part))),
  );
  const contenders = chosen.map((launch, index) => {
    const port = 4_700 + index;
    const child = startOn(MEASURED_CORE, launch.args(port), { ...env, ...launch.env });
    child.stdout?.resume();
    children.push(child);
    return { name: launch.name, port, scenario: launch.scenario, process: child };
  });
  for (const { name, port, process: child } of contenders) {
    const deadline = Date.now() + 60_000;
    while (!(await answers(port))) {
      if (Date.now() > deadline || child.exitCode !== null)
        throw new Error(`${name} does not start.`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return contenders;
}
