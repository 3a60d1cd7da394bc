/** Where a subgraph tells events, beside `/graphql`: Apollo Server answers there, and knows no events. */
export const SUBSCRIPTION_PATH = '/graphql/stream';
