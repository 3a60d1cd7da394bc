import { signInternalToken } from '@ai-finops/service-kit/internal-token';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Answer, ask } from './ask';
import { INTERNAL_SECRET } from './server';

/** Asks the subgraph as the gateway would for this viewer. */
export function askGraph(
  url: string,
  viewer: Viewer | null,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const token = signInternalToken(INTERNAL_SECRET, 'accounts', {
    viewer,
    client: { ip: '192.0.2.1', userAgent: 'test' },
    requestId: 'test',
  });
  return ask(`POST ${url}/graphql`, {
    headers: { 'x-internal-token': token },
    body: { query, variables },
  });
}
