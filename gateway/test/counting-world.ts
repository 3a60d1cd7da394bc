import { setTimeout as sleep } from 'node:timers/promises';
import { verifyInternalToken } from '@ai-finops/service-kit/internal-token';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { FastifyInstance } from 'fastify';
import type { Dice } from './differential/dice';
import { SECRETS } from './platform';
import type { SubgraphDefinition } from './subgraph-server';

const HINTS = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
    @link(url: "https://ai-finops.dev/cacheControl/v0.1", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: cacheControl__Scope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum cacheControl__Scope { PUBLIC PRIVATE }`;

/** The beginning of the SDL of a subgraph that has cache hints. */
export const HINTED = HINTS.replace(
  '["@composeDirective"]',
  '["@key", "@authenticated", "@requiresScopes", "@policy", "@composeDirective"]',
);

/** What is counted: the remarks by the assistant, the rest by finops. */
export type Counter = 'board' | 'remarks' | `purse of ${string}`;

/**
 * Two subgraphs whose data are counters that only grow: whoever reads one can tell how old the answer is, and whose.
 * Nothing is read or changed without a pause before and after it.
 */
export class CountingWorld {
  readonly #counts = new Map<Counter, number>();
  readonly #versions = { finops: 0, assistant: 0 };
  #readings = 0;
  /** Whether data versions can be had. */
  saysVersions = true;
  /** Versions are looked up when this is over. */
  versionsHeld: Promise<void> | undefined;
  /** Longest pause. */
  patienceMs = 4;

  constructor(private readonly dice: Dice) {}

  count(name: Counter): number {
    return this.#counts.get(name) ?? 0;
  }

  /** How often anything was read. */
  get readings(): number {
    return this.#readings;
  }

  /** Changes something, as whatever does not come through the gateway. */
  grow(name: Counter): number {
    this.#versions[name === 'remarks' ? 'assistant' : 'finops'] += 1;
    const count = this.count(name) + 1;
    this.#counts.set(name, count);
    return count;
  }

  async #pausing<Result>(work: () => Result): Promise<Result> {
    await sleep(this.dice.upTo(this.patienceMs));
    const result = work();
    await sleep(this.dice.upTo(this.patienceMs));
    return result;
  }

  readonly #read = (name: Counter) => {
    this.#readings += 1;
    return this.#pausing(() => `${name}: ${this.count(name)}`);
  };

  readonly #grow = (name: Counter) => this.#pausing(() => this.grow(name));

  #routes(audience: 'finops' | 'assistant'): (app: FastifyInstance) => void {
    return (app) => {
      app.get('/health', async () => ({ status: 'ok' }));
      app.get('/internal/data-version', async (request, reply) => {
        const token = String(request.headers['x-internal-token']);
        verifyInternalToken(SECRETS.INTERNAL_TOKEN_SECRET, audience, token);
        if (!this.saysVersions) return reply.status(503).send({});
        await this.versionsHeld;
        return this.#pausing(() => ({ version: `v${this.#versions[audience]}` }));
      });
    };
  }

  get finops(): SubgraphDefinition {
    const purse = ({ viewer }: RequestContext): Counter => `purse of ${viewer?.id ?? 'nobody'}`;
    return {
      name: 'finops',
      sdl: `${HINTED}
        type Query {
          board: Board @cacheControl(maxAge: 60)
          purse: String @cacheControl(maxAge: 60, scope: PRIVATE)
          guarded: String @authenticated @cacheControl(maxAge: 60)
          broken: String @cacheControl(maxAge: 60)
          fleeting: String
          echo(text: String): String @cacheControl(maxAge: 60)
          moment: String @cacheControl(maxAge: 1)
        }
        type Mutation { post: Int, earn: Int }
        type Board @key(fields: "id") @cacheControl(inheritMaxAge: true) { id: ID!, text: String }`,
      resolvers: {
        Query: {
          board: async () => ({ id: 'b', text: await this.#read('board') }),
          purse: (_: unknown, __: unknown, context: RequestContext) => this.#read(purse(context)),
          guarded: () => this.#read('board'),
          fleeting: () => this.#read('board'),
          moment: () => this.#read('board'),
          echo: (_: unknown, { text }: { text?: string }) => `${text} ${this.count('board')}`,
          broken: () => {
            this.#readings += 1;
            throw new Error('no');
          },
        },
        Mutation: {
          post: () => this.#grow('board'),
          earn: (_: unknown, __: unknown, context: RequestContext) => this.#grow(purse(context)),
        },
      },
      routes: this.#routes('finops'),
    };
  }

  get assistant(): SubgraphDefinition {
    return {
      name: 'assistant',
      sdl: `${HINTED}
        type Mutation { remark: Int }
        type Board @key(fields: "id") @cacheControl(maxAge: 60) {
          id: ID!
          remarks: String
          diary: String @cacheControl(scope: PRIVATE)
        }`,
      resolvers: {
        Board: {
          remarks: () => this.#read('remarks'),
          diary: async (_: unknown, __: unknown, { viewer }: RequestContext) =>
            `${viewer?.id}: ${await this.#read('remarks')}`,
        },
        Mutation: { remark: () => this.#grow('remarks') },
      },
      routes: this.#routes('assistant'),
    };
  }
}
