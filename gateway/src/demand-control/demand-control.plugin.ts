import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import type { Found } from '../found';
import type { DemandControl } from './demand-control';

/**
 * Refuses, before anything is planned, an operation that could cost more than is allowed
 * (OPERATION_TOO_COSTLY), and whoever has spent their budget (TOO_MANY_REQUESTS with Retry-After).
 */
export function demandControl<Context extends RequestContext & { readonly found?: Found }>(
  demand: DemandControl,
): ApolloServerPlugin<Context> {
  return {
    async serverWillStart() {
      return {
        schemaDidLoadOrUpdate({ coreSupergraphSdl }) {
          if (coreSupergraphSdl === undefined) throw new Error('There is no supergraph.');
          demand.useSupergraph(coreSupergraphSdl);
        },
      };
    },
    async requestDidStart() {
      let cost = 0;
      return {
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (!operation) return;
          const { found } = contextValue;
          cost = found?.cost ?? demand.estimate(document, operation, request.variables);
          if (!found) demand.charge(contextValue, cost);
        },
        async willSendResponse({ response: { body } }) {
          const told = demand.extensions(cost);
          if (!told || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, ...told };
        },
      };
    },
  };
}
