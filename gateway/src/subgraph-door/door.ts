import { createHash, timingSafeEqual } from 'node:crypto';
import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { AppError } from '@ai-finops/service-kit/errors';
import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { closeGently, drain } from '@ai-finops/service-kit/shutdown';
import { SLOW_CLIENTS } from '@ai-finops/service-kit/slow-clients';
import { SUBSCRIPTION_PATH } from '@ai-finops/service-kit/subscription-path';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { KnownTokens } from '../known-tokens';
import { type GatewayLogger, logAccess } from '../logging';
import { handleErrors, refuseMalformed } from '../problem';
import { requestIdOf } from '../request-id';
import type { Gateway } from '../server';
import { serviceFault } from '../service-fault';
import { ConnectedSubgraph, type Subgraph, subgraphsOf } from '../subgraphs';
import { viewerContext } from '../viewer-context';
import type { DoorEnv } from './env';

/** Header in which the gateway shows that it is the one. */
export const DOOR_TOKEN_HEADER = 'x-subgraph-door-token';

/** Representations of as many entities as a gateway may send at once. */
const BODY_LIMIT = 8 * 1024 * 1024;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Params {
  readonly subgraph: string;
}

/**
 * Stands between a gateway of others and the subgraphs, which answer internal tokens only: `/NAME/graphql` is the
 * subgraph of that name, its events are at `/NAME/graphql/stream`. It lets in whoever shows its token, finds out who
 * asks as our gateway does, by the `Authorization` of the client that is passed on, and tells the subgraph so.
 */
export async function createDoor(
  env: DoorEnv,
  logger: GatewayLogger,
  services: readonly Subgraph[] = subgraphsOf(env),
): Promise<Gateway> {
  const subgraphs = new Map(
    services.map((service) => [service.name as string, new ConnectedSubgraph(service)]),
  );
  const { DATABASE_SERVICE_URL: accounts, DATABASE_SERVICE_TOKEN: credential } = env;
  const revocations = new RevocationList(accounts, credential);
  const tokens = new KnownTokens(new AccessKeys(env), revocations);
  const apiKeys = new ApiKeyVerifier(accounts, credential, revocations);
  void revocations.start();
  const app = createApp();
  closeGently(app);
  logAccess(app, logger);
  handleErrors(app, logger);
  const expected = digest(env.SUBGRAPH_DOOR_TOKEN);

  app.get('/health/ready', async (_request, reply) => {
    const { fresh } = revocations;
    return reply.status(fresh ? 200 : 503).send({ status: fresh ? 'ready' : 'starting' });
  });

  const forward = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const shown = request.headers[DOOR_TOKEN_HEADER];
    if (typeof shown !== 'string' || !timingSafeEqual(digest(shown), expected)) {
      throw new AppError('UNAUTHENTICATED', 'This door is the gateway’s only.');
    }
    const subgraph = subgraphs.get((request.params as Params).subgraph);
    if (!subgraph) throw new AppError('NOT_FOUND');
    try {
      const context = await viewerContext(request, tokens, apiKeys);
      const token = signInternalToken(env.INTERNAL_TOKEN_SECRET, subgraph.name, context);
      return await passOn(subgraph, request, reply, token);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.cause) {
        const fields = { err: error.cause, subgraph: subgraph.name, requestId: request.id };
        logger.warn(fields, error.message);
      }
      // In the form of a result: it is the subgraph's answer as far as the gateway knows.
      const { message, code, details } = error;
      return reply.send({ errors: [{ message, extensions: { ...details, code } }], data: null });
    }
  };
  app.post('/:subgraph/graphql', forward);
  app.post(`/:subgraph${SUBSCRIPTION_PATH}`, forward);

  return {
    listen: () => app.listen({ host: env.HOST, port: env.PORT }),
    async close(signal) {
      if (signal === 'SIGTERM') await drain(app);
      await app.close();
      revocations.stop();
      await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.destroy()));
    },
  };
}

function createApp(): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    http: SLOW_CLIENTS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // The gateway is believed where its client is, and nobody before it.
    trustProxy: (_address, hop) => hop === 0,
    requestIdHeader: false,
    frameworkErrors: refuseMalformed,
    genReqId: requestIdOf,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  return app;
}

async function passOn(
  subgraph: ConnectedSubgraph,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<FastifyReply> {
  const path = request.url.slice(subgraph.name.length + 1);
  const events = path === SUBSCRIPTION_PATH;
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  try {
    const answer = await (events ? subgraph.events : subgraph.pool).request({
      method: 'POST',
      path: `${subgraph.basePath}${path}`,
      headers: {
        'content-type': 'application/json',
        accept: events ? 'text/event-stream' : 'application/json',
        'x-request-id': request.id,
        [INTERNAL_TOKEN_HEADER]: token,
      },
      body: request.body as Buffer,
      signal: left.signal,
    });
    const type = answer.headers['content-type'];
    return reply
      .status(answer.statusCode)
      .header('content-type', type ?? 'application/json')
      .send(answer.body);
  } catch (cause) {
    throw serviceFault(subgraph.name, cause);
  }
}
