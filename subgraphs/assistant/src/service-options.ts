import type { ServiceOptions } from '@ai-finops/service-kit/service-app';
import type { Env } from './env';

/** What this service is called. */
export const serviceOptions = (env: Env): ServiceOptions => ({
  name: 'assistant',
  description:
    'Conversations and answers about costs. Over REST it only tells how it is; questions are asked over GraphQL through the gateway.',
  env,
});
