import cluster from 'node:cluster';
import { type Env, readEnv } from './env';
import { createLogger, type GatewayLogger } from './logging';
import { createGateway } from './server';
import { superviseWorkers } from './workers';

/** By then the last request under way has ended or never will. */
const STOP_WITHIN_MS = 9_500;

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
  let stopping = false;
  const stop = (): void => {
    // Ctrl-C reaches workers by themselves, and again through their supervisor.
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
