// Hive Gateway in place of ours: docs/other-gateways.md.
//
//   SUBGRAPH_DOOR_TOKEN=… hive-gateway supergraph gateway/supergraph.graphql \
//     --config-path gateway/others/hive.config.mjs --port 4000

import { env } from 'node:process';

const door = env.SUBGRAPH_DOOR_URL ?? 'http://127.0.0.1:4001';
const token = env.SUBGRAPH_DOOR_TOKEN;
if (!token) throw new Error('SUBGRAPH_DOOR_TOKEN is missing.');

const SUBGRAPHS = ['accounts', 'auth', 'finops', 'assistant'];
/** What subgraphs are told of a request, by way of the door. */
const PASSED_ON = ['authorization', 'x-request-id', 'x-forwarded-for', 'user-agent'];

export const gatewayConfig = {
  transportEntries: Object.fromEntries(
    SUBGRAPHS.map((name) => [
      name,
      {
        location: `${door}/${name}/graphql`,
        options: {
          subscriptions: {
            kind: 'http',
            location: `${door}/${name}/graphql/stream`,
            // By itself it would ask by GET, where the operation would stand in logs.
            options: { method: 'POST' },
          },
        },
      },
    ]),
  ),
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const passed = PASSED_ON.map((name) => [name, request.headers.get(name)]);
      return {
        ...Object.fromEntries(passed.filter(([, value]) => value !== null)),
        'x-subgraph-door-token': token,
      };
    },
  },
  disableIntrospection: env.NODE_ENV === 'production',
  graphiql: env.NODE_ENV !== 'production',
  landingPage: false,
};
