import { setImmediate as turn } from 'node:timers/promises';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Graph } from './graph';
import { loadSupergraph } from './loaded-supergraph';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"])`;
const PEOPLE = `${LINK}
  type Query { people: [Person!] secret: String @authenticated }
  type Person @key(fields: "id") { id: ID! name: String }`;
const COSTS = `${LINK}
  type Person @key(fields: "id") { id: ID! cost: Float }`;

const SOMEBODY: Viewer = { id: 'somebody', role: 'USER', sessionId: 'session' };

function sdlOf(people: string, costs = COSTS): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'people', url: 'http://people', typeDefs: parse(people) },
    { name: 'costs', url: 'http://costs', typeDefs: parse(costs) },
  ]);
  if (!supergraphSdl) throw new Error(String(errors));
  return supergraphSdl;
}

const ask = (graph: Graph, query: string, viewer: Viewer | null = null, name?: string) =>
  graph.prepare(query, parse(query), name, viewer);

async function graphOf(sdl: string): Promise<{ graph: Graph; plannings: () => number }> {
  let plannings = 0;
  const graph = new Graph(await loadSupergraph(sdl), () => {
    plannings += 1;
  });
  return { graph, plannings: () => plannings };
}

describe('a changed supergraph', () => {
  it('is loaded in steps, with turns for others between them', async () => {
    let turns = 0;
    let loading = true;
    const others = (async () => {
      while (loading) {
        await turn();
        turns += 1;
      }
    })();
    await loadSupergraph(sdlOf(PEOPLE));
    loading = false;
    await others;
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('has the operations of the one before planned, for the same rights', async () => {
    const before = await graphOf(sdlOf(PEOPLE));
    const named = 'query One { people { name } } query Other { people { cost } }';
    const asked: Parameters<typeof ask>[] = [
      [before.graph, '{ people { name cost } }'],
      [before.graph, '{ secret }', SOMEBODY],
      [before.graph, '{ secret }', null],
      [before.graph, named, null, 'One'],
      [before.graph, named, null, 'Other'],
    ];
    for (const question of asked) ask(...question);
    const after = await graphOf(sdlOf(`${PEOPLE} type Later { id: ID }`));
    await after.graph.warm(before.graph);
    expect(after.plannings()).toBe(asked.length);
    for (const [, ...question] of asked) ask(after.graph, ...question);
    expect(after.plannings()).toBe(asked.length);
    expect(ask(after.graph, '{ secret }').refusals).toBeDefined();
    expect(ask(after.graph, '{ secret }', SOMEBODY).refusals).toBeUndefined();
  });

  it('does without those that it has no fields for', async () => {
    const before = await graphOf(sdlOf(PEOPLE));
    ask(before.graph, '{ people { name } }');
    ask(before.graph, '{ people { cost } }');
    const after = await graphOf(sdlOf(PEOPLE.replace('name: String', 'title: String')));
    await after.graph.warm(before.graph);
    expect(after.plannings()).toBe(1);
  });

  it('begins with the operations that were asked last', async () => {
    const before = await graphOf(sdlOf(PEOPLE));
    const operation = (nth: number) => `query Q${nth} { people { name } }`;
    for (let nth = 0; nth < 250; nth += 1) ask(before.graph, operation(nth));
    ask(before.graph, operation(0));
    const after = await graphOf(sdlOf(PEOPLE));
    await after.graph.warm(before.graph);
    const ready = after.plannings();
    expect(ready).toBeLessThanOrEqual(200);
    for (const nth of [0, 249]) ask(after.graph, operation(nth));
    expect(after.plannings()).toBe(ready);
    ask(after.graph, operation(1));
    expect(after.plannings()).toBe(ready + 1);
  });
});
