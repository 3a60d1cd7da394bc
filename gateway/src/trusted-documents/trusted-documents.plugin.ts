import { AppError } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { ApolloServerPlugin } from '@apollo/server';
import { requestError } from '../error-format';
import type { GatewayLogger } from '../logging';
import type { TrustedDocuments } from './trusted-documents';

/** Refuses (`only`: OPERATION_NOT_TRUSTED) or logs (`log`) operations that no manifest has, before they are planned. */
export function trustDocuments<Context extends RequestContext>(
  documents: TrustedDocuments,
  mode: 'log' | 'only',
  logger: GatewayLogger,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operationName, queryHash, contextValue }) {
          if (documents.has(document)) return;
          if (mode === 'only') throw requestError(new AppError('OPERATION_NOT_TRUSTED'));
          const { requestId } = contextValue;
          logger.warn({ operation: operationName, queryHash, requestId }, 'Not a trusted document');
        },
      };
    },
  };
}
