import type { RequestContext } from '@ai-finops/service-kit/viewer';
import type { SendToSubgraph, SubgraphAnswer, SubgraphOperation } from '../execution/run';
import { GatewayMetrics } from '../metrics/gateway-metrics';
import type { DataVersions } from './data-versions';
import { EntityCache } from './entity-cache';
import { KeptAnswers } from './kept-answers';

const OPERATION: SubgraphOperation = {
  subgraph: 'products',
  kind: 'query',
  query:
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on A { n } } }',
  name: undefined,
  head: '',
  keeps: { maxAge: 60, scope: 'PUBLIC' },
};
const NOBODY: RequestContext = {
  viewer: null,
  client: { ip: null, userAgent: null },
  requestId: 'one',
};

describe('entities of which some are kept', () => {
  let version: string | undefined;
  let asked: string[][];
  let answer: (ids: string[]) => SubgraphAnswer;
  let newRequest: () => SendToSubgraph;

  const told = (ids: readonly string[]) => ({ _entities: ids.map((id) => ({ n: id })) });

  beforeEach(() => {
    version = 'one';
    asked = [];
    answer = (ids) => ({ data: told(ids) });
    const versions = { has: () => true, current: async () => version } as unknown as DataVersions;
    const cache = new EntityCache(new KeptAnswers(1_000_000), versions, new GatewayMetrics());
    const send: SendToSubgraph = async (_, variables) => {
      const { representations } = JSON.parse(variables) as { representations: { id: string }[] };
      const ids = representations.map(({ id }) => id);
      asked.push(ids);
      return answer(ids);
    };
    newRequest = () => cache.before(send, NOBODY);
  });

  const ask = (...ids: string[]) => {
    const representations = ids.map((id) => JSON.stringify({ __typename: 'A', id }));
    return newRequest()(OPERATION, '', { given: '{', representations });
  };

  it('are all told, and only the others asked for', async () => {
    await ask('b', 'd');
    expect(await ask('a', 'b', 'c', 'd')).toEqual({ data: told(['a', 'b', 'c', 'd']) });
    expect(await ask('d', 'a')).toEqual({ data: told(['d', 'a']) });
    expect(asked).toEqual([
      ['b', 'd'],
      ['a', 'c'],
    ]);
  });

  it('are new objects each time, for whoever gets them may change them', async () => {
    await ask('a');
    const { data } = await ask('a');
    Object.assign((data as ReturnType<typeof told>)._entities[0] ?? {}, { n: 'changed' });
    expect(await ask('a')).toEqual({ data: told(['a']) });
  });

  it('have the errors of those that were asked for at their own places, and these are not kept', async () => {
    await ask('b');
    const error = (index: number) => ({ message: 'no', path: ['_entities', index, 'n'] });
    answer = (ids) => ({ data: told(ids), errors: [error(1)] });
    expect(await ask('a', 'b', 'c')).toEqual({ data: told(['a', 'b', 'c']), errors: [error(2)] });
    answer = (ids) => ({ data: told(ids) });
    await ask('a', 'b', 'c');
    expect(asked.at(-1)).toEqual(['c']);
  });

  it.each<[string, Omit<SubgraphAnswer, 'data'>]>([
    ['an error of no entity', { errors: [{ message: 'no' }] }],
    ['an error elsewhere', { errors: [{ message: 'no', path: ['other', 0] }] }],
  ])('are not kept with %s', async (_, rest) => {
    answer = (ids) => ({ data: told(ids), ...rest });
    expect(await ask('a')).toEqual({ data: told(['a']), ...rest });
    await ask('a');
    expect(asked).toHaveLength(2);
  });

  it('are not kept, and not mixed with, what is no list of as many', async () => {
    await ask('a');
    answer = () => ({ data: { _entities: [] } });
    expect(await ask('a', 'b')).toEqual({ data: { _entities: [] } });
    answer = () => ({ data: null, errors: [{ message: 'away', path: ['_entities', 0] }] });
    expect(await ask('b')).toEqual({
      data: null,
      errors: [{ message: 'away', path: ['_entities', 0] }],
    });
    answer = () => ({ data: { _entities: [null] } });
    await ask('b');
    await ask('b');
    expect(asked).toEqual([['a'], ['b'], ['a', 'b'], ['b'], ['b'], ['b']]);
  });

  it('hold only with the version that there was before', async () => {
    await ask('a');
    version = 'two';
    await ask('a');
    version = undefined;
    await ask('a');
    await ask('a');
    expect(asked).toHaveLength(4);
  });
});
