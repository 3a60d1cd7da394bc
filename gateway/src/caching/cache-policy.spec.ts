import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { HINTED } from '../../test/counting-world';
import { Graph } from '../execution/graph';
import { loadSupergraph } from '../execution/loaded-supergraph';
import type { CachePolicy } from './cache-policy';

const SDL = `${HINTED}
  type Query {
    silent: Thing
    plain: String
    told: Thing @cacheControl(maxAge: 60)
    text: String @cacheControl(maxAge: 30)
    own: Thing @cacheControl(maxAge: 90, scope: PRIVATE)
    byType: Lasting
    shorter: Lasting @cacheControl(maxAge: 5)
    list: [Lasting!]
    hidden: Secret @cacheControl(maxAge: 60)
    open: Secret @cacheControl(maxAge: 60, scope: PUBLIC)
    animal: Animal @cacheControl(maxAge: 60)
    pet: Pet @cacheControl(maxAge: 60)
    never: Thing @cacheControl(maxAge: 0)
    inheriting: Thing @cacheControl(inheritMaxAge: true)
    guarded: Thing @authenticated @cacheControl(maxAge: 60)
  }
  type Mutation { change: Thing @cacheControl(maxAge: 60) }
  type Thing {
    name: String
    short: String @cacheControl(maxAge: 10)
    mine: String @cacheControl(scope: PRIVATE)
    part: Part
    kept: Part @cacheControl(inheritMaxAge: true)
    timed: Part @cacheControl(maxAge: 20)
    inner: Inner
  }
  type Part { name: String }
  type Inner @cacheControl(inheritMaxAge: true) { name: String, short: String @cacheControl(maxAge: 7) }
  type Lasting @cacheControl(maxAge: 240) { name: String, thing: Thing }
  type Secret @cacheControl(scope: PRIVATE) { name: String }
  interface Animal { name: String, home: Inner }
  type Cat implements Animal { name: String @cacheControl(maxAge: 3), home: Inner, claws: String }
  type Dog implements Animal { name: String, home: Inner @cacheControl(scope: PRIVATE) }
  union Pet = Cat | Dog`;

const policy = (maxAge: number, scope: CachePolicy['scope'] = 'PUBLIC') => ({ maxAge, scope });

describe('how long an answer may be kept', () => {
  const { supergraphSdl = '' } = composeServices([
    { name: 'finops', url: 'http://finops', typeDefs: parse(SDL) },
  ]);
  let graph: Graph;
  beforeAll(async () => {
    graph = new Graph(await loadSupergraph(supergraphSdl));
  });
  const cacheableOf = (query: string) =>
    graph.prepare(query, parse(query), undefined, null).cacheable;

  it.each<[query: string, expected: CachePolicy | undefined, why: string]>([
    ['{ silent { name } }', undefined, 'a root field has to say it'],
    ['{ plain }', undefined, 'also one without fields of its own'],
    ['{ __typename }', undefined, 'something has to say it'],
    ['{ told { name } }', policy(60), 'fields are kept as long as what they are part of'],
    ['{ text }', policy(30), 'a root field says it'],
    ['{ told { name } text }', policy(30), 'the least counts'],
    ['{ told { name } silent { name } }', undefined, 'of all of it'],
    ['{ told { short } }', policy(10), 'a field may be more fleeting'],
    ['{ told { part { name } } }', undefined, 'an object within has to say it too'],
    ['{ told { kept { name } } }', policy(60), 'unless it inherits'],
    ['{ told { inner { name } } }', policy(60), 'or its type does'],
    ['{ told { inner { short } } }', policy(7), 'with what is in it'],
    ['{ told { timed { name } } }', policy(20), 'or says its own time'],
    ['{ own { name } }', policy(90, 'PRIVATE'), 'what is somebody’s'],
    ['{ told { mine } }', policy(60, 'PRIVATE'), 'at any place'],
    ['{ told { name } text own { name } }', policy(30, 'PRIVATE'), 'makes all of it theirs'],
    ['{ byType { name } }', policy(240), 'a type says it for all fields'],
    ['{ list { name } }', policy(240), 'of lists too'],
    ['{ shorter { name } }', policy(5), 'which the field may change'],
    ['{ byType { thing { name } } }', undefined, 'and what is within says nothing'],
    ['{ hidden { name } }', policy(60, 'PRIVATE'), 'scopes come from types'],
    ['{ open { name } }', policy(60), 'and fields change them'],
    ['{ never { name } }', undefined, '0 is never'],
    ['{ inheriting { name } }', undefined, 'there is nothing above a root field'],
    ['{ animal { home { name } } }', policy(60, 'PRIVATE'), 'of any type that may stand there'],
    ['{ animal { name } }', policy(3), 'the strictest'],
    ['{ animal { ... on Dog { name } } }', policy(60), 'unless the type is known'],
    ['{ pet { __typename ... on Cat { claws } } }', policy(60), 'in unions too'],
    [
      '{ ...A } fragment A on Query { told { ...B } } fragment B on Thing { short }',
      policy(10),
      '',
    ],
    ['query ($no: Boolean = false) { told { part @include(if: $no) { name } } }', undefined, ''],
    ['mutation { change { name } }', undefined, 'a mutation is never kept'],
    ['{ guarded { name } }', undefined, 'whoever may not ask gets errors'],
  ])('%s: %j, for %s', (query, expected) => {
    expect(cacheableOf(query)?.policy).toEqual(expected);
  });

  it('stands beside whom the plan asks, and an id that no other operation has', async () => {
    const [one, other] = ['{ text }', '{ text told { name } }'].map(cacheableOf);
    expect(one?.subgraphs).toEqual(['finops']);
    expect(one?.id).not.toBe(other?.id);
    expect(cacheableOf('{ text }')?.id).toBe(one?.id);
    const changed = new Graph(await loadSupergraph(`${supergraphSdl}\n# another`));
    expect(changed.prepare('{ text }', parse('{ text }'), undefined, null).cacheable?.id).not.toBe(
      one?.id,
    );
  });
});
