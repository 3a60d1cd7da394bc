import { startPlatform, type TestPlatform } from './platform';
import type { SubgraphDefinition } from './subgraph-server';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", "@requires", "@interfaceObject", "@shareable", "@authenticated"]
)`;

/** An object as a resolver gets or gives it. */
export type Row = Readonly<Record<string, unknown>>;

const health: SubgraphDefinition['routes'] = (app) =>
  app.get('/health', async () => ({ status: 'ok' }));

/** A platform whose finops and assistant are these two. */
export const platformOf = (
  finops: Pick<SubgraphDefinition, 'sdl' | 'resolvers'>,
  assistant: Pick<SubgraphDefinition, 'sdl' | 'resolvers'>,
): Promise<TestPlatform> =>
  startPlatform({
    finops: { name: 'finops', ...finops, sdl: `${LINK} ${finops.sdl}`, routes: health },
    assistant: { name: 'assistant', ...assistant, sdl: `${LINK} ${assistant.sdl}`, routes: health },
  });
