import { sourceOf } from '@ai-finops/service-kit/client-source';
import { AppError } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { requestError } from '../error-format';
import { CostBudget } from './cost-budget';
import { CostModel } from './cost-model';
import { OperationCost, type Variables } from './operation-cost';

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

/**
 * Refuses, before anything is planned, an operation that could cost more than is allowed
 * (OPERATION_TOO_COSTLY), and whoever has spent their budget (TOO_MANY_REQUESTS with Retry-After).
 */
export function demandControl<Context extends RequestContext>(
  options: DemandControlOptions,
): ApolloServerPlugin<Context> {
  const { maxOperationCost: maximum, showCost } = options;
  const viewers = new CostBudget(options.viewerCostPerMinute);
  const addresses = new CostBudget(options.addressCostPerMinute);
  let model: CostModel;
  let known = new WeakMap<OperationDefinitionNode, OperationCost>();

  function estimate(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables | undefined,
  ): number {
    let cost = known.get(operation);
    if (!cost) {
      cost = new OperationCost(model, document, operation);
      known.set(operation, cost);
    }
    return cost.estimate(variables);
  }

  function spend({ viewer, client }: RequestContext, cost: number): void {
    const now = performance.now();
    const waitMs = viewer
      ? viewers.take(viewer.id, cost, now)
      : addresses.take(sourceOf(client.ip), cost, now);
    if (waitMs === 0) return;
    const retryAfterSeconds = Math.ceil(waitMs / 1_000);
    throw requestError(
      new AppError('TOO_MANY_REQUESTS', 'The budget of operations is spent for the moment.', {
        retryAfterSeconds,
      }),
    );
  }

  return {
    async serverWillStart() {
      return {
        schemaDidLoadOrUpdate({ coreSupergraphSdl }) {
          if (coreSupergraphSdl === undefined) throw new Error('There is no supergraph.');
          model = new CostModel(coreSupergraphSdl);
          known = new WeakMap();
        },
      };
    },
    async requestDidStart() {
      let cost = 0;
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) return;
          cost = estimate(document, operation, request.variables);
          if (cost > maximum) {
            throw requestError(
              new AppError(
                'OPERATION_TOO_COSTLY',
                `The operation may cost ${cost}, at most ${maximum}: ask for fewer items or fields.`,
                { cost, maximum },
              ),
            );
          }
          spend(contextValue, cost);
        },
        async willSendResponse({ response: { body } }) {
          if (!showCost || cost === 0 || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        },
      };
    },
  };
}
