import type { ServiceOptions } from '@ai-finops/service-kit/service-app';
import type { Env } from './env';

/** What this service is called and how its REST routes are protected. */
export const serviceOptions = (env: Env): ServiceOptions => ({
  name: 'accounts',
  description:
    'Users, refresh tokens and sessions: the documented database service. Every route but /health needs the service credential; end users ask over GraphQL through the gateway.',
  env,
  security: { serviceToken: 'The service credential, DATABASE_SERVICE_TOKEN.' },
});
