// Our gateway as it is deployed, with the scenario's subgraphs in place of the platform's.
import { createRequire } from 'node:module';
import { subgraphPorts } from './surroundings.ts';

const built = createRequire(
  import.meta.resolve(process.env.BENCH_GATEWAY ?? '../../gateway/dist/main.js'),
);
const { readEnv } = built('./env.js') as typeof import('../../gateway/src/env.ts');
const { createLogger } = built('./logging.js') as typeof import('../../gateway/src/logging.ts');
const { createGateway } = built('./server.js') as typeof import('../../gateway/src/server.ts');

const ports = subgraphPorts();
const address = (name: string): string => `http://127.0.0.1:${ports[name]}`;
const env = readEnv({
  ...process.env,
  PORT: process.argv[2],
  LOG_LEVEL: 'error',
  // The others have no such limits; the cost is worked out all the same.
  MAX_OPERATION_COST: '1000000',
  VIEWER_COST_PER_MINUTE: '1000000000000',
  ADDRESS_COST_PER_MINUTE: '1000000000000',
  SUPERGRAPH_PATH: process.env.BENCH_SUPERGRAPH,
  DATABASE_SERVICE_URL: address('accounts'),
});
const services = Object.keys(ports).map((name) => ({
  name: name as 'accounts',
  url: address(name),
  healthPath: '/health',
  timeoutMs: 10_000,
  dataVersion: { path: '/internal/data-version', withinMs: 1_000 },
}));
const gateway = await createGateway(env, createLogger(env.LOG_LEVEL), services);
await gateway.listen();
