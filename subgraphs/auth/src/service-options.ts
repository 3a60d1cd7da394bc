import type { ServiceOptions } from '@ai-finops/service-kit/service-app';
import type { Env } from './env';

/** What this service is called and how its REST routes are protected. */
export const serviceOptions = (env: Env): ServiceOptions => ({
  name: 'auth',
  description:
    'Registration, login, token refresh, logout and profile: the documented authentication service.',
  env,
  security: { accessToken: 'The access token that login answered with.' },
});
