// A subgraph as the platform's are: with internal tokens, helmet, CORS and all else that a service has.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { ProductsResolver } from './products.resolver.ts';
import { SDL } from './products.ts';

const built = createRequire(import.meta.resolve('../../packages/service-kit/dist/service-app.js'));
const { createServiceApp } = built(
  './service-app.js',
) as typeof import('../../packages/service-kit/src/service-app.ts');
const { subgraphModule } = built(
  './subgraph.module.js',
) as typeof import('../../packages/service-kit/src/subgraph.module.ts');

class AppModule {}

const graphql = subgraphModule({
  name: 'finops',
  typeDefs: SDL,
  internalTokenSecret: process.env.INTERNAL_TOKEN_SECRET ?? '',
});
const app = await createServiceApp(
  { module: AppModule, imports: [graphql], providers: [ProductsResolver] },
  {
    name: 'products',
    description: 'Entities from memory.',
    env: { NODE_ENV: 'production', LOG_LEVEL: 'error', CORS_ORIGIN: [], TRUSTED_PROXIES: [] },
  },
);
await app.listen(Number(process.argv[2]), '127.0.0.1');
