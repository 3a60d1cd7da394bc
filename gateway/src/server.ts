import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { AuditTrail } from '@ai-finops/service-kit/audit-trail';
import { hearOut } from '@ai-finops/service-kit/lingering';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { secureAnswers } from '@ai-finops/service-kit/security-headers';
import { closeGently, drain, type StopSignal } from '@ai-finops/service-kit/shutdown';
import { SLOW_CLIENTS } from '@ai-finops/service-kit/slow-clients';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import { passAuthThrough } from './auth-passthrough';
import { DenialReports } from './authorisation/denial-reports';
import { openCaches } from './caching/caches';
import { DemandControl } from './demand-control/demand-control';
import { openSpendingChannel } from './demand-control/open-spending-channel';
import type { Env } from './env';
import { FederatedGateway } from './federated-gateway';
import { serveExplorers } from './graphiql';
import { createApolloServer, serveGraphql, trustedDocumentsOf } from './graphql';
import { serveHealth } from './health';
import { KnownTokens } from './known-tokens';
import { type GatewayLogger, logAccess } from './logging';
import { GatewayMetrics } from './metrics/gateway-metrics';
import { OperationWatch } from './metrics/operation-watch';
import { MetricsPush } from './metrics/push-metrics';
import { serveMetrics } from './metrics/serve-metrics';
import { handleErrors, refuseMalformed } from './problem';
import { requestIdOf } from './request-id';
import { SubgraphFetches } from './subgraph-fetches';
import { ConnectedSubgraph, type Subgraph, subgraphsOf } from './subgraphs';
import { Subscriptions } from './subscriptions/subscriptions';
import { SupergraphFile } from './supergraph-file';
import { followCertificate, limitStreams, secureServer, tlsFilesOf } from './tls';
import { startTracing } from './tracing/start-tracing';

export interface Gateway {
  /** Listens on HOST and PORT; answers the address. */
  listen(): Promise<string>;
  /** Says that it stops, lets requests under way end, then closes everything; at SIGTERM clients are told first. */
  close(signal?: StopSignal): Promise<void>;
}

const BODY_LIMIT = 1024 * 1024;
/** A whole request must have arrived within this time. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Apollo Sandbox, when it is opened on its own site. */
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';

function createApp(env: Env): FastifyInstance {
  const files = tlsFilesOf(env);
  return Fastify({
    bodyLimit: BODY_LIMIT,
    http: SLOW_CLIENTS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: env.TRUSTED_PROXIES.length > 0 ? [...env.TRUSTED_PROXIES] : false,
    requestIdHeader: false,
    frameworkErrors: refuseMalformed,
    genReqId: requestIdOf,
    ...(files ? { serverFactory: secureServer(files, REQUEST_TIMEOUT_MS) } : {}),
  });
}

async function secure(app: FastifyInstance, env: Env): Promise<void> {
  await secureAnswers(app, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  const sandbox = env.NODE_ENV === 'production' ? [] : [SANDBOX_ORIGIN];
  await app.register(cors, {
    origin: [...env.CORS_ORIGIN, ...sandbox],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'retry-after', 'age'],
    maxAge: 600,
  });
  // Text is no request of any route here.
  app.removeContentTypeParser('text/plain');
}

/** Builds the gateway with its supergraph loaded; it listens only when told to. */
export async function createGateway(
  env: Env,
  logger: GatewayLogger,
  services: readonly Subgraph[] = subgraphsOf(env),
): Promise<Gateway> {
  const subgraphs = services.map((service) => new ConnectedSubgraph(service));
  const auth = subgraphs.find(({ name }) => name === 'auth');
  const revocations = new RevocationList(env.DATABASE_SERVICE_URL, env.DATABASE_SERVICE_TOKEN);
  const tokens = new KnownTokens(new AccessKeys(env), revocations);
  const documents = trustedDocumentsOf(env);
  const apiKeys = new ApiKeyVerifier(
    env.DATABASE_SERVICE_URL,
    env.DATABASE_SERVICE_TOKEN,
    revocations,
  );
  const metrics = new GatewayMetrics();
  const tracing = await startTracing(env);
  const fetches = new SubgraphFetches(
    subgraphs,
    env.INTERNAL_TOKEN_SECRET,
    logger,
    metrics,
    tracing,
  );
  metrics.watch(() => fetches.watched());
  const subscriptions = new Subscriptions(env.VIEWER_SUBSCRIPTIONS);
  metrics.watchSubscriptions(() => subscriptions.count);
  const push = MetricsPush.start(metrics.registry, env, logger);
  const supergraph = new SupergraphFile(env.SUPERGRAPH_PATH, logger);
  const options = {
    showsPlans: env.NODE_ENV !== 'production',
    sharing: env.GATEWAY_SHARED_QUERIES,
  };
  const denials = new DenialReports(
    new AuditTrail(env.DATABASE_SERVICE_URL, env.DATABASE_SERVICE_TOKEN),
    logger,
  );
  const caches = openCaches(env, subgraphs, metrics, logger);
  const gateway = new FederatedGateway(supergraph, fetches, options, metrics, denials, caches);
  const demand = new DemandControl(
    {
      maxOperationCost: env.MAX_OPERATION_COST,
      viewerCostPerMinute: env.VIEWER_COST_PER_MINUTE,
      addressCostPerMinute: env.ADDRESS_COST_PER_MINUTE,
      showCost: env.NODE_ENV !== 'production',
    },
    openSpendingChannel(env, logger),
  );
  const watch = new OperationWatch(metrics, logger, env.SLOW_OPERATION_MS);
  const operations = { documents, demand, watch, logger };
  const apollo = createApolloServer(env, gateway, operations);
  await apollo.start();
  // Not awaited: the gateway starts in any order with its subgraphs and is not ready until the list is there.
  void revocations.start();

  let stopping = false;
  const app = createApp(env);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  closeGently(app);
  const tlsFiles = tlsFilesOf(env);
  if (tlsFiles) {
    limitStreams(app, REQUEST_TIMEOUT_MS);
    followCertificate(app, tlsFiles, logger);
  }
  hearOut(app);
  tracing?.follow(app);
  logAccess(app, logger);
  handleErrors(app, logger);
  await secure(app, env);
  const checked = { gateway, tokens, apiKeys, subscriptions };
  serveGraphql(app, apollo, env, { ...operations, ...checked, tracing, metrics });
  serveMetrics(app, metrics, env);
  serveHealth(app, subgraphs, () => ({ sessions: revocations.fresh, stopping }));
  if (env.NODE_ENV !== 'production') serveExplorers(app);
  if (auth) await app.register(passAuthThrough, { auth, logger });

  return {
    async listen() {
      const address = await app.listen({ host: env.HOST, port: env.PORT });
      return tlsFiles ? address.replace('http:', 'https:') : address;
    },
    async close(signal) {
      if (stopping) return;
      stopping = true;
      // They would keep their connections, and so the drain, for as long as it lasts.
      subscriptions.stop();
      if (signal === 'SIGTERM') await drain(app);
      await app.close();
      await apollo.stop();
      caches?.close();
      demand.close();
      revocations.stop();
      await Promise.all([tracing?.stop(), push?.stop()]);
      await Promise.all(subgraphs.map((subgraph) => subgraph.destroy()));
    },
  };
}
