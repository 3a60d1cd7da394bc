import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { signAccessToken } from '@ai-finops/service-kit/access-token';
import { apiKeyHash, newApiKey } from '@ai-finops/service-kit/api-key';
import { AppError } from '@ai-finops/service-kit/errors';
import { Feed } from '@ai-finops/service-kit/feed';
import type { Audience } from '@ai-finops/service-kit/internal-token';
import type { Revocations } from '@ai-finops/service-kit/revocation-list';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { composeServices } from '@apollo/composition';
import { GraphQLError } from 'graphql';
import { readEnv } from '../src/env';
import { createLogger } from '../src/logging';
import { createGateway } from '../src/server';
import { subgraphsOf } from '../src/subgraphs';
import { type SubgraphDefinition, type SubgraphServer, startSubgraph } from './subgraph-server';

const random = (): string => randomBytes(32).toString('base64url');

/** Random ones: in production posture the gateway takes no others. */
export const SECRETS = {
  JWT_SECRET: random(),
  INTERNAL_TOKEN_SECRET: random(),
  DATABASE_SERVICE_TOKEN: random(),
};

/** Ada's key, which may read costs. */
export const API_KEY = newApiKey();

export const ADA: Viewer = { id: 'user-1', role: 'USER', sessionId: 'session-1' };

const VERIFIED_KEY = {
  keyId: 'key-1',
  userId: 'user-1',
  role: 'USER',
  scopes: ['costs:read'],
  issuedAt: Math.floor(Date.now() / 1000),
  validForSeconds: 60,
};

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])';

const PEOPLE = [
  { id: 'user-1', email: 'ada@example.com' },
  { id: 'user-2', email: 'bob@example.com' },
];

const accounts = (
  revocations: Omit<Revocations, 'now'>,
  audits: Record<string, unknown>[],
): SubgraphDefinition => ({
  name: 'accounts',
  sdl: `${LINK}
    type Query { me: User, users: [User!], boom: String, forbidden: String, odd: String }
    type Mutation { rename(name: String!): String }
    type User @key(fields: "id") { id: ID!, email: String! }`,
  resolvers: {
    Query: {
      me: (_: unknown, __: unknown, { viewer }: RequestContext) =>
        viewer && PEOPLE.find((person) => person.id === viewer.id),
      users: () => PEOPLE,
      boom: () => {
        throw new Error('connect ECONNREFUSED postgres://secret@10.0.0.5:5432');
      },
      forbidden: () => {
        const extensions = { code: 'FORBIDDEN', needs: 'ADMIN', exception: { stack: 'at x' } };
        throw new GraphQLError('This needs the role ADMIN.', { extensions });
      },
      odd: () => {
        throw new GraphQLError('Odd.', { extensions: { code: 'NOT_IN_THE_CATALOGUE' } });
      },
    },
    Mutation: { rename: (_: unknown, { name }: { name: string }) => name },
    User: {
      __resolveReference: ({ id }: { id: string }) => PEOPLE.find((person) => person.id === id),
    },
  },
  routes: (app) => {
    app.get('/health', async () => ({ status: 'ok' }));
    app.post('/internal/api-keys/verify', async (request, reply) => {
      const { keyHash } = request.body as { keyHash: string };
      return keyHash === apiKeyHash(API_KEY)
        ? VERIFIED_KEY
        : reply.status(404).send({ code: 'NOT_FOUND' });
    });
    app.post('/internal/audit', async (request, reply) => {
      audits.push(request.body as Record<string, unknown>);
      return reply.status(204).send();
    });
    app.get('/internal/revocations', async (request, reply) =>
      request.headers.authorization === `Bearer ${SECRETS.DATABASE_SERVICE_TOKEN}`
        ? { ...revocations, now: Date.now() / 1000 }
        : reply.status(401).send({}),
    );
  },
});

const DOCUMENTS = [
  { __typename: 'Memo', id: 'm', text: 'Memo.' },
  { __typename: 'Contract', id: 'c', terms: 'Terms.' },
];

/** Something of finops that is told when it happens. */
export interface Spending {
  readonly amount: string;
  readonly by: { readonly id: string };
  readonly note?: () => string;
}

const finops = (spendings: Feed<Spending>[]): SubgraphDefinition => ({
  name: 'finops',
  sdl: `${LINK}
    scalar Decimal
    type Query {
      total: Decimal
      ledger: Ledger @authenticated
      documents: [Document!]
      found: [Found!]
      audits(first: Int): [String!] @policy(policies: [["audit:read"]])
      uploads: Int! @requiresScopes(scopes: [["bills:write"]])
    }
    type Mutation {
      raise(by: Int!): Int @requiresScopes(scopes: [["admin"]])
      lower(by: Int!): Int
    }
    type Subscription {
      spending(least: Int, keep: String): Spending! @requiresScopes(scopes: [["costs:read"]])
      audited: Int @policy(policies: [["audit:read"]])
      unavailable: Int
      moments: Int
    }
    type Spending {
      amount: Decimal!
      by: User!
      note: String
      owner: String @policy(policies: [["costs:all"]])
    }
    type Ledger { balance: Decimal, owner: String! @policy(policies: [["costs:all"]]) }
    interface Document { id: ID! }
    union Found = Memo | Contract
    type Memo implements Document { id: ID!, text: String }
    type Contract implements Document @requiresScopes(scopes: [["costs:read"], ["admin"]]) {
      id: ID!
      terms: String
    }
    type User @key(fields: "id") { id: ID!, cost: Decimal, budget: Decimal }`,
  resolvers: {
    Query: {
      total: () => '12.500000000001',
      ledger: () => ({ balance: '7', owner: 'Eve' }),
      documents: () => DOCUMENTS,
      found: () => DOCUMENTS,
      audits: () => ['one'],
      uploads: () => 3,
    },
    Mutation: {
      raise: (_: unknown, { by }: { by: number }) => by,
      lower: (_: unknown, { by }: { by: number }) => -by,
    },
    Subscription: {
      spending: {
        subscribe: (_: unknown, { keep }: { keep?: 'newest' }) => {
          const feed = new Feed<Spending>(keep ?? 'all', () => {
            spendings.splice(spendings.indexOf(feed), 1);
          });
          spendings.push(feed);
          return feed;
        },
        resolve: (spending: Spending) => spending,
      },
      audited: { subscribe: () => new Feed('all') },
      unavailable: {
        subscribe: () => {
          throw new AppError('NOT_FOUND', 'There is no such thing.', { id: 'x' });
        },
      },
      moments: {
        async *subscribe() {
          yield { moments: 1 };
          yield { moments: 2 };
        },
      },
    },
    Spending: {
      note: ({ note }: Spending) => note?.() ?? null,
      owner: () => 'Eve',
    },
    User: {
      cost: ({ id }: { id: string }) => `${id.slice(-1)}.25`,
      budget: () => '100',
    },
  },
  routes: (app) => app.get('/health', async () => ({ status: 'ok' })),
});

const auth: SubgraphDefinition = {
  name: 'auth',
  sdl: `${LINK}
    type Mutation { logout: Boolean }
    type Query { passwordRules: String }`,
  resolvers: { Mutation: { logout: () => true }, Query: { passwordRules: () => '8 or more' } },
  routes: (app) => {
    app.get('/auth/health', async () => ({ status: 'ok' }));
    app.post('/auth/echo', async (request, reply) =>
      reply
        .status(201)
        .header('x-of-auth', 'yes')
        .header('access-control-allow-origin', '*')
        .header('set-cookie', ['a=1', 'b=2'])
        .send({ headers: request.headers, body: request.body, url: request.url }),
    );
  },
};

/** A gateway in this process before three real subgraphs, and what a test needs to talk to it. */
export interface TestPlatform {
  readonly url: string;
  /** Of every gateway; the first one is `url`. */
  readonly urls: readonly string[];
  readonly accounts: SubgraphServer;
  readonly finops: SubgraphServer;
  readonly auth: SubgraphServer;
  readonly assistant: SubgraphServer | undefined;
  readonly revocations: { sessions: string[]; users: { id: string; validFrom: number }[] };
  /** What accounts was told for the audit log. */
  readonly audits: Record<string, unknown>[];
  readonly supergraphPath: string;
  /** Who listens to `spending` at finops. */
  readonly spendings: Feed<Spending>[];
  /** Ends finops, runs `meanwhile`, and starts it again where it was. */
  withoutFinops(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time of one fetch. */
  readonly timeoutMs?: number;
  readonly waitUntilReady?: boolean;
  /** In place of the usual one. */
  readonly finops?: SubgraphDefinition;
  readonly assistant?: SubgraphDefinition;
  /** Besides finops, who says the versions of its data at the same path. */
  readonly versioned?: readonly Audience[];
  /** How many of them, each with a cache of its own. */
  readonly gateways?: number;
}

export function composeSubgraphs(subgraphs: readonly SubgraphServer[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, url, document }) => ({ name, url, typeDefs: document })),
  );
  if (!supergraphSdl) throw new Error(`The subgraphs do not compose: ${errors}`);
  return supergraphSdl;
}

export async function startPlatform(options: PlatformOptions = {}): Promise<TestPlatform> {
  const revocations: TestPlatform['revocations'] = { sessions: [], users: [] };
  const start = (definition: SubgraphDefinition) =>
    startSubgraph(definition, SECRETS.INTERNAL_TOKEN_SECRET);
  const audits: TestPlatform['audits'] = [];
  const spendings: Feed<Spending>[] = [];
  const servers = await Promise.all([
    start(accounts(revocations, audits)),
    start(options.finops ?? finops(spendings)),
    start(auth),
    ...(options.assistant ? [start(options.assistant)] : []),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'ai-finops-gateway-'));
  const supergraphPath = join(directory, 'supergraph.graphql');
  await writeFile(supergraphPath, composeSubgraphs(servers));
  const env = readEnv({
    ...SECRETS,
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_SERVICE_URL: servers[0].url,
    FINOPS_SERVICE_URL: servers[1].url,
    AUTH_SERVICE_URL: servers[2].url,
    ...(servers[3] ? { ASSISTANT_SERVICE_URL: servers[3].url } : {}),
    SUPERGRAPH_PATH: supergraphPath,
    ...options.env,
  });
  // However slow a machine under test is.
  const dataVersion = { path: '/internal/data-version', withinMs: 30_000 };
  const services = subgraphsOf(env)
    .filter(({ name }) => servers.some((server) => server.name === name))
    .map((service) => ({
      ...service,
      timeoutMs: options.timeoutMs ?? service.timeoutMs,
      ...(service.dataVersion || options.versioned?.includes(service.name) ? { dataVersion } : {}),
    }));
  const gateways = await Promise.all(
    Array.from({ length: options.gateways ?? 1 }, () =>
      createGateway(env, createLogger(env.LOG_LEVEL), services),
    ),
  );
  const urls = await Promise.all(gateways.map((gateway) => gateway.listen()));
  const [url = ''] = urls;
  if (options.waitUntilReady ?? true) {
    for (const one of urls) {
      await eventually(async () => (await fetch(`${one}/health/ready`)).status === 200);
    }
  }
  return {
    url,
    urls,
    accounts: servers[0],
    finops: servers[1],
    auth: servers[2],
    assistant: servers[3],
    revocations,
    audits,
    supergraphPath,
    spendings,
    async withoutFinops(meanwhile) {
      await servers[1].close();
      await meanwhile();
      const { port } = new URL(servers[1].url);
      servers[1] = await startSubgraph(
        finops(spendings),
        SECRETS.INTERNAL_TOKEN_SECRET,
        Number(port),
      );
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await Promise.all(servers.map((server) => server.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const accessToken = (viewer: Viewer = ADA, lifetimeSeconds = 60): string =>
  signAccessToken(new AccessKeys(SECRETS), viewer, lifetimeSeconds);

interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: {
    message: string;
    path?: (string | number)[];
    extensions: Record<string, unknown>;
  }[];
  readonly text: string;
}

/** Posts an operation as a client would. */
export async function ask(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
  variables?: Readonly<Record<string, unknown>>,
): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text);
  return { status: response.status, headers: response.headers, data, errors, text };
}

export const bearer = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
});

/** Waits until the predicate holds; fails after ten seconds, or the time given. */
export async function eventually(holds: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
