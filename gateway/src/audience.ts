import type { RequestContext } from '@ai-finops/service-kit/viewer';

/**
 * All that subgraphs are told of a request but its id: to whoever has the same, the same question is answered alike
 * at the same time.
 */
export const audienceOf = ({ viewer, client }: RequestContext): string =>
  JSON.stringify([viewer, client]);
