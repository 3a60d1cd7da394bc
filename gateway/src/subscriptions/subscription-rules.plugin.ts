import { AppError } from '@ai-finops/service-kit/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import { requestError } from '../error-format';
import type { FetchContext } from '../subgraph-fetches';

/** Which operations are answered by events, and how they may be asked for. */
export const subscriptionRules: ApolloServerPlugin<FetchContext> = {
  async requestDidStart({ request, contextValue: { subscription } }) {
    const { http } = request;
    const method = http?.method;
    // Of what is asked by GET, Apollo Server answers queries alone.
    if (subscription && http) http.method = 'POST';
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (subscription && method === 'GET' && operation?.operation === 'mutation') {
          throw requestError(new AppError('METHOD_NOT_ALLOWED', 'Mutations are sent by POST.'));
        }
        if (operation?.operation !== 'subscription') return;
        if (!subscription) {
          const message = 'A subscription is answered by events: send "accept: text/event-stream".';
          throw requestError(new AppError('BAD_REQUEST', message));
        }
        try {
          subscription.admit(contextValue);
        } catch (error) {
          throw error instanceof AppError ? requestError(error) : error;
        }
      },
    };
  },
};
