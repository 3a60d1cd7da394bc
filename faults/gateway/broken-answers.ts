import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load, type Sample, send } from '../load.ts';
import { type Experiment, type Finding, finding, within } from '../report.ts';
import type { ProxyMode } from '../tcp-proxy.ts';
import { cleanAfter, longest } from '../under-load.ts';
import { type ProxiedGateway, withProxiedGateway } from './gateway-bed.ts';
import { cannotLook, residentMemory } from './holdings.ts';
import { asking, questionFor } from './questions.ts';

const FOR_MS = 3_000;
const AFTER_MS = 5_000;
const WARM_UP_MS = 5_000;
const CLIENTS = 8;
const MEBIBYTE = 1024 * 1024;
const HUGE_MEBIBYTES = 50;
/** What no client may read of a server that lies in ruins. */
const SECRET = 'postgres://finops:secret@10.0.0.5:5432';
const INTERNALS = [SECRET, '10.0.0.5', '127.0.0.1', 'ECONN', 'socket', 'node_modules', '    at '];

/** Answers of a server that is not the subgraph, or is it no more. */
const LIES: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  'a page of HTML': (response) =>
    response
      .writeHead(502, { 'content-type': 'text/html' })
      .end(`<h1>${SECRET}</h1>${'    at connect (node_modules/pg/lib/client.js)'}`),
  'JSON that ends in the middle': (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`{"data":{"import":"${SECRET}`),
  'JSON that is no answer': (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(`["${SECRET}"]`),
  [`${HUGE_MEBIBYTES} MB`]: (response) => huge(response),
};

function* hugeText(): Generator<Buffer | string> {
  yield '{"data":{"import":{"id":"';
  const piece = Buffer.alloc(MEBIBYTE, 'x');
  for (let sent = 0; sent < HUGE_MEBIBYTES; sent += 1) yield piece;
  yield '"}}}';
}

async function huge(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  // Whoever has heard enough hangs up.
  await pipeline(Readable.from(hugeText()), response).catch(() => undefined);
}

const SPOILT: Readonly<Record<string, ProxyMode>> = {
  'a reset connection': 'reset',
  'an answer cut at 200 bytes': 'cut',
  'slices of three bytes': 'trickle',
};

/** Watches the gateway's memory; answers how much it grew at most, in MiB. */
function watchMemory(gateway: ProxiedGateway): () => number {
  const before = residentMemory(gateway.process);
  let most = before;
  const timer = setInterval(() => {
    if (!gateway.process.exit) most = Math.max(most, residentMemory(gateway.process));
  }, 20);
  return () => {
    clearInterval(timer);
    return most - before;
  };
}

interface Spoiling {
  readonly begin: () => void;
  readonly end: () => void;
  /** Slices are slow, but they are an answer. */
  readonly isAnswer?: boolean;
}

async function spoilt(gateway: ProxiedGateway, what: string, how: Spoiling): Promise<Finding[]> {
  const tokens = await gateway.newReader();
  const clients = Array.from({ length: CLIENTS }, () => asking(gateway.url, tokens, 'finops'));
  const load = new Load(clients);
  const grown = watchMemory(gateway);
  await sleep(500);
  how.begin();
  const began = performance.now();
  const texts: string[] = [];
  for (const end = began + FOR_MS; performance.now() < end; await sleep(100)) {
    const body = { query: questionFor('accounts', 'finops') };
    const headers = { authorization: `Bearer ${tokens.accessToken}` };
    const answer = await send(`${gateway.url}/graphql`, body, headers);
    texts.push(await answer.text());
  }
  const returned = performance.now();
  how.end();
  await sleep(AFTER_MS);
  await load.stop();
  const growth = grown();
  const hurt = load.samples.filter((sample: Sample) => sample.outcome !== 'ok');
  const said = [...texts, ...hurt.map(({ detail }) => detail)];
  const leaked = said.find((text) => INTERNALS.some((internal) => text.includes(internal)));
  const answered = texts.every((text) => JSON.parse(text).data?.me);
  const spoiltAny = how.isAnswer || hurt.some(({ started }) => started >= began);
  return [
    finding(
      `${what}: the gateway lives`,
      'yes',
      gateway.process.exit ? 'no' : 'yes',
      !gateway.process.exit,
    ),
    finding(`${what}: internals in answers`, 'none', leaked ?? 'none', leaked === undefined),
    finding(
      `${what}: the other field of one operation`,
      'answered',
      answered ? `answered (${texts.length} times)` : 'lost',
      answered && texts.length > 0,
    ),
    finding(
      how.isAnswer ? `${what}: failed` : `${what}: hurt somebody`,
      how.isAnswer ? '0' : 'yes',
      how.isAnswer ? hurt.length : spoiltAny ? 'yes' : 'no',
      how.isAnswer ? hurt.length === 0 : spoiltAny,
    ),
    finding(`${what}: memory`, '< 100 MiB more', `${growth.toFixed(0)} MiB more`, growth < 100),
    within(`${what}: longest question`, 15_000, longest(load.samples)),
    within(`${what}: clean afterwards`, 2_000, cleanAfter(load.samples, returned)),
  ];
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function ruin(gateway: ProxiedGateway): Promise<readonly Finding[]> {
  const tokens = await gateway.newReader();
  const warm = new Load(
    Array.from({ length: CLIENTS }, () => asking(gateway.url, tokens, 'accounts', 'finops')),
  );
  await sleep(WARM_UP_MS);
  await warm.stop();
  const proxy = gateway.proxies.finops;
  const findings: Finding[] = [];
  for (const [what, mode] of Object.entries(SPOILT)) {
    const begin = () => {
      proxy.mode = mode;
    };
    const end = () => {
      proxy.mode = 'pass';
    };
    const isAnswer = mode === 'trickle';
    findings.push(...(await spoilt(gateway, what, { begin, end, isAnswer })));
  }
  for (const [what, lie] of Object.entries(LIES)) {
    const liar = createServer((_request, response) => void lie(response));
    const port = await listen(liar);
    const turnTo = (target: number) => () => {
      proxy.target = target;
      proxy.resetAll();
    };
    const spoiling = { begin: turnTo(port), end: turnTo(gateway.portOf('finops')) };
    findings.push(...(await spoilt(gateway, what, spoiling)));
    liar.closeAllConnections();
    liar.close();
  }
  return findings;
}

export const brokenAnswers: readonly Experiment[] = [
  {
    id: 'F10',
    title: 'a subgraph’s answers break, lie or never end',
    run: async () => cannotLook() ?? withProxiedGateway(ruin),
  },
];
