import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../bed.ts';
import { Load } from '../load.ts';
import { type Experiment, type Finding, finding, within } from '../report.ts';
import { isClean, percentile, tally } from '../under-load.ts';
import { type ProxiedGateway, withProxiedGateway } from './gateway-bed.ts';
import { cannotLook, mostFiles, openFiles, residentMemory } from './holdings.ts';
import { asking, questionFor } from './questions.ts';

const ABORTED = 300;
const SLOW = 100;
const IDLE = 10_000;
/** Sockets that a machine keeps for what else the processes need. */
const SPARE = 1_000;
const AT_ONCE = 200;
const BACK_WITHIN_MS = 30_000;
const FOR_MS = 6_000;
/** Connections of the load itself and to subgraphs come and go. */
const TOLERANCE = 24;

/** Some 50 KB. */
const LONG_ANSWER =
  '{ focusUseCases { slug title group focusVersions parameters { name type default } columns { name type } } }';

/** A request of GraphQL as bytes. */
function requestText(query: string, accessToken: string): string {
  const body = JSON.stringify({ query });
  return [
    'POST /graphql HTTP/1.1',
    'host: gateway',
    'content-type: application/json',
    `authorization: Bearer ${accessToken}`,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

async function open(gateway: ProxiedGateway): Promise<Socket> {
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  return socket;
}

async function openMany(gateway: ProxiedGateway, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () =>
      open(gateway),
    );
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

/** What a crowd does to those who ask properly, and what is left of it when it has gone. */
async function crowded(
  gateway: ProxiedGateway,
  what: string,
  come: (accessToken: string) => Promise<() => void>,
): Promise<Finding[]> {
  const tokens = await gateway.newReader();
  const load = new Load(Array.from({ length: 4 }, () => asking(gateway.url, tokens, 'accounts')));
  await sleep(1_000);
  const before = openFiles(gateway.process);
  const memory = residentMemory(gateway.process);
  const began = performance.now();
  const go = await come(tokens.accessToken);
  await sleep(FOR_MS);
  const grown = residentMemory(gateway.process) - memory;
  const most = openFiles(gateway.process);
  go();
  const left = performance.now();
  const back = await until(
    async () => openFiles(gateway.process) <= before + TOLERANCE,
    BACK_WITHIN_MS + 5_000,
  ).catch(() => Number.POSITIVE_INFINITY);
  await load.stop();
  const samples = load.samples.filter(({ started }) => started >= began && started < left);
  const failed = samples.filter((sample) => !isClean(sample));
  return [
    within(`${what}: p99 of ${samples.length} questions`, 500, percentile(samples, 0.99)),
    finding(
      `${what}: of them failed`,
      '0',
      failed.length === 0 ? 0 : tally(failed, []),
      failed.length === 0,
    ),
    finding(`${what}: memory`, '< 300 MiB more', `${grown.toFixed(0)} MiB more`, grown < 300),
    within(`${what}: sockets back from ${most} to ${before}`, BACK_WITHIN_MS, back),
  ];
}

async function crowds(gateway: ProxiedGateway): Promise<Finding[]> {
  const idle = Math.min(IDLE, mostFiles() - SPARE);
  return [
    ...(await crowded(gateway, `${ABORTED} clients that hang up`, async (accessToken) => {
      const text = requestText(questionFor('accounts', 'finops'), accessToken);
      const sockets = await openMany(gateway, ABORTED);
      for (const [nth, socket] of sockets.entries()) {
        // Some before all is said, some at once, some while they are being answered.
        socket.write(nth % 3 === 0 ? text.slice(0, -20) : text);
        setTimeout(() => socket.destroy(), (nth % 3) * 5);
      }
      return () => undefined;
    })),
    ...(await crowded(gateway, `${SLOW} clients that read nothing`, async (accessToken) => {
      const text = requestText(LONG_ANSWER, accessToken);
      const sockets = await openMany(gateway, SLOW);
      // One after the other: that they do not read is tried here, not that they ask for much at once.
      for (const [nth, socket] of sockets.entries()) {
        setTimeout(() => socket.pause().write(text), (nth * FOR_MS) / 2 / SLOW);
      }
      return () => {
        for (const socket of sockets) socket.destroy();
      };
    })),
    ...(await crowded(gateway, `${idle} clients that say nothing`, async () => {
      const sockets = await openMany(gateway, idle);
      // They stay: the gateway itself has to be rid of them.
      for (const socket of sockets) socket.resume();
      return () => undefined;
    })),
  ];
}

export const clients: readonly Experiment[] = [
  {
    id: 'F20',
    title: 'clients that hang up, read nothing, or say nothing',
    run: async () => cannotLook() ?? withProxiedGateway(crowds),
  },
];
