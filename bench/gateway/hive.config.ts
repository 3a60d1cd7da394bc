// Hive Gateway with either planner, the client's header passed on.
import { defineConfig } from '../../peers/node_modules/@graphql-hive/gateway/dist/index.js';
import { unifiedGraphHandler } from '../../peers/node_modules/@graphql-hive/router-runtime/dist/index.js';

export const gatewayConfig = defineConfig({
  supergraph: process.env.BENCH_SUPERGRAPH ?? '',
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const authorization = request.headers.get('authorization');
      return authorization ? { authorization } : {};
    },
  },
  inboundInflightRequestDeduplication: process.env.HIVE_DEDUPLICATES === 'yes',
  ...(process.env.HIVE_CACHES === 'yes'
    ? {
        responseCaching: {
          session: (request: Request) => request.headers.get('authorization'),
          ttl: 300_000,
        },
      }
    : {}),
  logging: false,
  ...(process.env.HIVE_PLANNER === 'rust' ? { unifiedGraphHandler } : {}),
});
