// The graph without its demands on viewers, for gateways that cannot know who meets them: docs/other-gateways.md.
//
//   node platform/open-graph.ts DIRECTORY [http://127.0.0.1:4001]
//
// Writes `supergraph.graphql`, and for Cosmo, which composes by itself, the SDL of each subgraph with the
// `graph.yaml` that `wgc router compose` takes. The services check all demands themselves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, print, visit } from 'graphql';
import { allSubgraphSdl, compose } from './supergraph.ts';

const DEMANDS = ['authenticated', 'requiresScopes', 'policy'];

function withoutDemands(sdl: string): string {
  return print(
    visit(parse(sdl), {
      Directive: ({ name }) => (DEMANDS.includes(name.value) ? null : undefined),
      ListValue: ({ values, ...list }) => ({
        ...list,
        values: values.filter(
          (one) => one.kind !== Kind.STRING || !DEMANDS.includes(one.value.replace('@', '')),
        ),
      }),
    }),
  );
}

const [directory, door = 'http://127.0.0.1:4001'] = process.argv.slice(2);
if (!directory) throw new Error('Where to? node platform/open-graph.ts DIRECTORY');
mkdirSync(directory, { recursive: true });
const write = (file: string, text: string): void => writeFileSync(join(directory, file), text);

const given = Object.entries(await allSubgraphSdl(join(import.meta.dirname, '..')));
const open = Object.fromEntries(given.map(([name, sdl]) => [name, withoutDemands(sdl)]));
for (const [name, sdl] of Object.entries(open)) write(`${name}.graphql`, sdl);
write('supergraph.graphql', compose(open).supergraphSdl);
const subgraphs = Object.keys(open).map(
  (name) => `  - name: ${name}
    routing_url: ${door}/${name}/graphql
    schema:
      file: ./${name}.graphql
    subscription:
      url: ${door}/${name}/graphql/stream
      protocol: sse_post
`,
);
write('graph.yaml', `version: 1\nsubgraphs:\n${subgraphs.join('')}`);
