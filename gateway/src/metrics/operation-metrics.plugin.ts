import { ERRORS, isErrorCode } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { isPublicCode } from '../error-format';
import type { GatewayLogger } from '../logging';
import type { GatewayMetrics, Outcome } from './gateway-metrics';

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

/** Counts operations by name and outcome, and logs those that take longer than `slowMs`. */
export function measureOperations<Context extends RequestContext>(
  metrics: GatewayMetrics,
  logger: GatewayLogger,
  slowMs: number,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      const started = performance.now();
      let resolved = false;
      return {
        async didResolveOperation() {
          resolved = true;
        },
        async willSendResponse({
          operation,
          operationName,
          errors,
          response,
          queryHash,
          contextValue,
        }) {
          const ms = performance.now() - started;
          const { body } = response;
          const hasData = body.kind === 'single' && body.singleResult.data != null;
          const outcome = outcomeOf(errors, hasData);
          const type = operation?.operation ?? 'unknown';
          // A name that was not resolved is only text of the client.
          const name = resolved ? (operationName ?? '(anonymous)') : '(unresolved)';
          metrics.operationEnded(name, type, outcome, ms / 1_000);
          const code = errors?.[0]?.extensions.code;
          if (outcome === 'refused' && typeof code === 'string') metrics.refused(code);
          if (ms < slowMs) return;
          const { requestId } = contextValue;
          const fields = { requestId, operation: name, queryHash, outcome, ms: Math.round(ms) };
          logger.warn(fields, 'Slow operation');
        },
      };
    },
  };
}
