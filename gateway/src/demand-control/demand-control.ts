import { sourceOf } from '@ai-finops/service-kit/client-source';
import { AppError } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { requestError } from '../error-format';
import { CostBudget } from './cost-budget';
import { CostModel } from './cost-model';
import { OperationCost, type Variables } from './operation-cost';
import { SharedSpending } from './shared-spending';
import type { SpendingChannel, Spent } from './spending-channel';

export interface DemandControlOptions {
  /** The most that one operation may cost. */
  readonly maxOperationCost: number;
  /** What a signed-in viewer may spend a minute. */
  readonly viewerCostPerMinute: number;
  /** What an address (of IPv6: its /64 network) may spend a minute without signing in. */
  readonly addressCostPerMinute: number;
  /** Tell clients the cost in `extensions.cost`. */
  readonly showCost: boolean;
}

/** What operations cost, and what is left to those who ask. */
export class DemandControl {
  readonly #budgets: Readonly<Record<keyof Spent, CostBudget>>;
  readonly #shared: SharedSpending | null;
  #model: CostModel | undefined;
  #known = new WeakMap<OperationDefinitionNode, OperationCost>();

  /** `channel` leads to the other processes of this gateway; null when there are none. */
  constructor(
    private readonly options: DemandControlOptions,
    channel: SpendingChannel | null = null,
  ) {
    this.#budgets = {
      viewers: new CostBudget(options.viewerCostPerMinute),
      addresses: new CostBudget(options.addressCostPerMinute),
    };
    this.#shared = channel && new SharedSpending(channel, this.#budgets);
  }

  close(): void {
    this.#shared?.close();
  }

  /** Weights are those of this supergraph from now on. */
  useSupergraph(supergraphSdl: string): void {
    this.#model = new CostModel(supergraphSdl);
    this.#known = new WeakMap();
  }

  /** The most that an operation can cost with these variables. */
  estimate(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables | undefined,
  ): number {
    let cost = this.#known.get(operation);
    if (!cost) {
      if (!this.#model) throw new Error('There is no supergraph.');
      cost = new OperationCost(this.#model, document, operation);
      this.#known.set(operation, cost);
    }
    return cost.estimate(variables);
  }

  /**
   * Takes the cost of an operation from the budget of whoever asks. Errors, for which nothing is taken:
   * OPERATION_TOO_COSTLY, and TOO_MANY_REQUESTS with Retry-After.
   */
  charge(context: RequestContext, cost: number): void {
    const maximum = this.options.maxOperationCost;
    if (cost > maximum) {
      throw requestError(
        new AppError(
          'OPERATION_TOO_COSTLY',
          `The operation may cost ${cost}, at most ${maximum}: ask for fewer items or fields.`,
          { cost, maximum },
        ),
      );
    }
    this.#spend(context, cost);
  }

  /** What an answer tells of the cost. */
  extensions(cost: number): { readonly cost: number } | undefined {
    return this.options.showCost && cost > 0 ? { cost } : undefined;
  }

  #spend({ viewer, client }: RequestContext, cost: number): void {
    const kind = viewer ? 'viewers' : 'addresses';
    const taker = viewer ? viewer.id : sourceOf(client.ip);
    const waitMs = this.#budgets[kind].take(taker, cost, performance.now());
    if (waitMs === 0) {
      this.#shared?.add(kind, taker, cost);
      return;
    }
    const retryAfterSeconds = Math.ceil(waitMs / 1_000);
    throw requestError(
      new AppError('TOO_MANY_REQUESTS', 'The budget of operations is spent for the moment.', {
        retryAfterSeconds,
      }),
    );
  }
}
