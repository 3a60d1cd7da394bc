import cluster from 'node:cluster';
import { stopOnSignals } from '@ai-finops/service-kit/shutdown';
import { type Env, readEnv } from './env';
import { createLogger, type GatewayLogger } from './logging';
import { createGateway } from './server';
import { superviseWorkers } from './workers';

/** What to do about a start that failed for a known reason, in one sentence. */
function adviceFor(error: unknown, env: Env): string | undefined {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (code === 'EADDRINUSE') return `Port ${env.PORT} is in use: stop its owner or set PORT.`;
  if (code === 'ENOENT' && (path === env.TLS_CERT_PATH || path === env.TLS_KEY_PATH)) {
    return `There is no file at ${path}: see TLS_CERT_PATH and TLS_KEY_PATH.`;
  }
  if (code === 'ENOENT') {
    return `There is no supergraph at ${env.SUPERGRAPH_PATH}: run "npm run generate".`;
  }
  return undefined;
}

async function main(env: Env, logger: GatewayLogger): Promise<void> {
  const gateway = await createGateway(env, logger);
  const address = await gateway.listen();
  logger.info({ address }, 'The gateway listens.');
  stopOnSignals((signal) => gateway.close(signal));
}

const env = readEnv();
const logger = createLogger(env.LOG_LEVEL);
if (cluster.isPrimary && env.GATEWAY_WORKERS > 1) {
  superviseWorkers(env.GATEWAY_WORKERS, logger);
} else {
  main(env, logger).catch((err: unknown) => {
    const advice = adviceFor(err, env);
    logger.error(advice ? {} : { err }, advice ?? 'The gateway cannot start.');
    process.exit(1);
  });
}
