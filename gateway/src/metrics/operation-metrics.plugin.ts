import { ERRORS, isErrorCode } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { isPublicCode } from '../error-format';
import type { Found } from '../found';
import type { Outcome } from './gateway-metrics';
import type { OperationWatch } from './operation-watch';

/** What the answer's errors say of the operation as a whole. */
function outcomeOf(errors: readonly GraphQLError[] | undefined, hasData: boolean): Outcome {
  if (!errors?.length) return 'ok';
  if (hasData) return 'partial';
  return errors.every(({ extensions }) => isRefusal(extensions.code)) ? 'refused' : 'failed';
}

/** Whether the client can do something about it; what has a status from 500 on is a fault of ours. */
function isRefusal(code: unknown): boolean {
  return isPublicCode(code) && !(isErrorCode(code) && ERRORS[code].status >= 500);
}

/** Tells how each operation went. */
export function measureOperations<Context extends RequestContext & { readonly found?: Found }>(
  watch: OperationWatch,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { found } }) {
      const startedAt = found?.startedAt ?? performance.now();
      let resolved = false;
      return {
        async didResolveOperation() {
          resolved = true;
        },
        async willSendResponse({
          operation,
          operationName,
          errors,
          response: { body },
          queryHash,
          contextValue: { requestId },
        }) {
          const hasData = body.kind === 'single' && body.singleResult.data != null;
          const outcome = outcomeOf(errors, hasData);
          watch.ended({
            name: resolved ? operationName : undefined,
            type: operation?.operation ?? 'unknown',
            outcome,
            startedAt,
            requestId,
            queryHash: () => queryHash,
          });
          const code = errors?.[0]?.extensions.code;
          if (outcome === 'refused' && typeof code === 'string') watch.refused(code);
        },
      };
    },
  };
}
