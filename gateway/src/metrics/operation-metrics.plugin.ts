import { ERRORS, isErrorCode } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { isPublicCode } from '../error-format';
import type { Found } from '../found';
import type { Outcome } from './gateway-metrics';
import type { OperationWatch } from './operation-watch';

/**
 * What the answer says of the operation as a whole. Root fields of queries are null where they are refused or fail:
 * what has no other field is no partial answer.
 */
function outcomeOf(
  errors: readonly GraphQLError[] | undefined,
  data: Readonly<Record<string, unknown>> | null | undefined,
): Outcome {
  if (!errors?.length) return 'ok';
  if (errors.every(({ extensions }) => isRefusal(extensions.code))) return 'refused';
  return Object.values(data ?? {}).some((value) => value !== null) ? 'partial' : 'failed';
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
          const data = body.kind === 'single' ? body.singleResult.data : undefined;
          const outcome = outcomeOf(errors, data);
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
