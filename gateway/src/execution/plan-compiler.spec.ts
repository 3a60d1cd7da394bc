import type { FetchNode, FlattenNode, QueryPlan } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import { PlanCompiler } from './plan-compiler';
import type { Run } from './run';

const schema = buildSchema('type Query { p: P, q: P } type P { x: P, r: P, s: Int }');

const fetch = (serviceName: string, operation: string): FetchNode => ({
  kind: 'Fetch',
  serviceName,
  operation,
  operationName: undefined,
  operationKind: 'query' as FetchNode['operationKind'],
});
const at = (path: string[], node: FetchNode): FlattenNode => ({ kind: 'Flatten', path, node });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('steps that run side by side', () => {
  // A rejection that nobody waits for fails the test, as it would end the process.
  it('are all waited for when one of them cannot begin and another fails later', async () => {
    const plan: QueryPlan = {
      kind: 'QueryPlan',
      node: {
        kind: 'Sequence',
        nodes: [
          fetch('a', '{ p { x { s } } q { s } }'),
          {
            kind: 'Parallel',
            nodes: [
              {
                kind: 'Sequence',
                nodes: [
                  at(['q'], fetch('b', '{ r { s } }')),
                  at(['q', 'r', 'x'], fetch('b', '{ s }')),
                ],
              },
              at(['p', 'x', 'r'], fetch('c', '{ s }')),
            ],
          },
        ],
      },
    };
    const answers: Record<string, object> = {
      a: { p: { x: [{ s: 1 }] }, q: { s: 1 } },
      b: { r: [{ s: 1 }] },
    };
    const asked: string[] = [];
    const run: Run = {
      variables: {},
      data: {},
      errors: [],
      shared: new Map(),
      represented: new Map(),
      send: async ({ subgraph }) => {
        asked.push(subgraph);
        await turn();
        return { data: { ...answers[subgraph] } };
      },
    };
    const step = new PlanCompiler(schema, () => true, true).compile(plan);
    await expect(step(run)).rejects.toThrow('There is a list on the way of p.x.r.');
    expect(asked).toEqual(['a', 'b']);
    for (let n = 0; n < 5; n += 1) await turn();
  });
});
