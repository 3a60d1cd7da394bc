// `npm run bench -- subgraph [--rounds=5] [--seconds=3]`: what a subgraph's answer to a fetch of fifty entities costs,
// ours beside bare Fastify with graphql-js, and Nest with Apollo Server as they come. Each server has one core, the
// load the other; rounds are interleaved. Ends with code 1 below the bar.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MEASURED_CORE, OTHER_CORE, startOn } from '../cores.ts';
import { load, wireRequest } from '../load.ts';
import { cpuSeconds, summarise } from '../measure.ts';
import { BODY, ENTITIES } from './products.ts';

const built = createRequire(
  import.meta.resolve('../../packages/service-kit/dist/internal-token.js'),
);
const { INTERNAL_TOKEN_HEADER, signInternalToken } = built(
  './internal-token.js',
) as typeof import('../../packages/service-kit/src/internal-token.ts');

// All threads of this process, which makes the load.
execFileSync('taskset', ['-a', '-cp', OTHER_CORE, String(process.pid)], { stdio: 'ignore' });

/** Of bare Fastify's answers a second. */
const BAR = 1;
const CONNECTIONS = 16;
/** Code is compiled for good only after some ten thousand answers, later the more of it there is. */
const WARM_AFTER = 40_000;
const FIRST_PORT = 4_750;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const SERVERS = [
  { name: 'bare Fastify, graphql-js', file: 'bare.ts' },
  { name: 'Nest, Apollo Server', file: 'nest.ts' },
  { name: 'ours', file: 'ours.ts' },
] as const;

const secret = randomBytes(32).toString('base64url');

/** A token lasts half a minute, so each round has its own. */
const headers = (): Record<string, string> => ({
  [INTERNAL_TOKEN_HEADER]: signInternalToken(secret, 'finops', {
    viewer: { id: 'user-1', role: 'USER', sessionId: 'session-1' },
    client: { ip: '127.0.0.1', userAgent: 'bench' },
    requestId: 'bench',
  }),
});

async function answerOf(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers() },
    body: BODY,
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.stringify(data);
}

async function firstAnswerOf(port: number): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await answerOf(port);
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(100);
    }
  }
}

const children: ChildProcess[] = [];
try {
  const servers = SERVERS.map(({ name, file }, index) => {
    const port = FIRST_PORT + index;
    const args = [join(import.meta.dirname, file), String(port)];
    const child = startOn(MEASURED_CORE, args, { INTERNAL_TOKEN_SECRET: secret });
    child.stdout?.resume();
    children.push(child);
    const perSecond: number[] = [];
    const cpuMs: number[] = [];
    return { name, port, pid: child.pid ?? 0, perSecond, cpuMs };
  });
  const answers = await Promise.all(servers.map(({ port }) => firstAnswerOf(port)));
  if (new Set(answers).size !== 1) throw new Error('The servers do not answer the same.');

  for (const { port } of servers) {
    for (let asked = 0; asked < WARM_AFTER; ) {
      const warming = { connections: CONNECTIONS, seconds: 2 };
      asked += (await load(port, [wireRequest(port, BODY, headers())], warming)).requests;
    }
  }
  const options = { connections: CONNECTIONS, seconds };
  for (let nth = 0; nth < rounds; nth += 1) {
    for (const { name, port, pid, perSecond, cpuMs } of servers) {
      const before = cpuSeconds(pid);
      const result = await load(port, [wireRequest(port, BODY, headers())], options);
      if (result.failures > 0) throw new Error(`${name} failed ${result.failures} times.`);
      perSecond.push(result.requests / result.seconds);
      cpuMs.push(((cpuSeconds(pid) - before) / result.requests) * 1_000);
    }
  }

  const [base] = servers;
  const median = (sample: readonly number[]): number => summarise(sample).p50;
  const ratio = (perSecond: readonly number[]): number =>
    median(perSecond) / median(base?.perSecond ?? []);
  console.log(`${ENTITIES} entities of 5 fields; ${rounds} rounds of ${seconds} s, medians`);
  console.table(
    servers.map(({ name, perSecond, cpuMs }) => ({
      server: name,
      'answers/s': Math.round(median(perSecond)),
      'CPU ms': Number(median(cpuMs).toFixed(3)),
      'x answers/s': Number(ratio(perSecond).toFixed(2)),
    })),
  );
  const ours = ratio(servers.at(-1)?.perSecond ?? []);
  console.log(`${ours >= BAR ? 'ok  ' : 'MISS'} ours: ${ours.toFixed(2)} times bare (bar ${BAR})`);
  if (ours < BAR) process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
}
