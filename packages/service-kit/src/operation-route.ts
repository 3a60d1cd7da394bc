import type { FastifyInstance } from 'fastify';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { CompiledExecutor } from './compiled-executor';
import { codedError } from './graphql-errors';
import {
  AnswerTexts,
  type GraphqlRouteOptions,
  isGraphqlRequest,
  refusalStatus,
} from './graphql-route';
import { KnownDocuments } from './known-documents';
import { SUBSCRIPTION_PATH } from './subscription-path';
import type { RequestContext } from './viewer';

export const GRAPHQL_PATH = '/graphql';
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Answers queries and mutations by POST of JSON, as GraphQL over HTTP has it for `application/json`. Only the gateway
 * asks here, which has done for its clients what a GraphQL server does for them (negotiation, limits, persisted
 * queries, protection from forged requests), so that a fetch costs little more than the work it asks for.
 */
export function serveOperations(
  fastify: FastifyInstance,
  { schema, contextOf, formatError }: GraphqlRouteOptions,
): void {
  const documents = new KnownDocuments(schema);
  const executor = new CompiledExecutor(schema);
  const texts = new AnswerTexts(formatError);

  async function answer(
    body: unknown,
    context: RequestContext,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const refuse = (code: string, message: string) => ({
      status: 400,
      text: texts.refusal(codedError(code, message)),
    });
    if (!isGraphqlRequest(body)) {
      return refuse(
        'BAD_REQUEST',
        'The body has a query, and may have variables and operationName.',
      );
    }
    const { query, variables, operationName } = body;
    const document = documents.get(query);
    if (!('kind' in document)) return { status: 400, text: texts.of({ errors: document }) };
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      const named = operationName ? `named "${operationName}"` : 'that has no name and is alone';
      return refuse('OPERATION_RESOLUTION_FAILURE', `The document has no operation ${named}.`);
    }
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      return refuse('BAD_REQUEST', `Subscriptions are served at ${SUBSCRIPTION_PATH}.`);
    }
    const result = await executor.execute(
      document,
      operationName ?? null,
      context,
      variables ?? {},
    );
    // Without data nothing was executed: the variables do not fit.
    return { status: result.data === undefined ? 400 : 200, text: texts.of(result) };
  }

  fastify.post(GRAPHQL_PATH, async (request, reply) => {
    void reply.type(JSON_TYPE);
    try {
      const { status, text } = await answer(request.body, contextOf(request));
      return reply.status(status).send(text);
    } catch (error) {
      return reply.status(refusalStatus(error)).send(texts.refusal(error));
    }
  });
}
