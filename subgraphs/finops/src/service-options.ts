import type { ServiceOptions } from '@ai-finops/service-kit/service-app';
import type { Env } from './env';

/** What this service is called and how its REST routes are protected. */
export const serviceOptions = (env: Env): ServiceOptions => ({
  name: 'finops',
  description:
    'Bills and costs: uploads and imports over REST, with the access token of the user; questions over GraphQL through the gateway.',
  env,
  security: { accessToken: 'The access token that login answered with.' },
});
