import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { CostModel } from './cost-model';
import { OperationCost, type Variables } from './operation-cost';

const model = new CostModel(`
  directive @cost(weight: Int!) on FIELD_DEFINITION | ARGUMENT_DEFINITION | SCALAR | OBJECT
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
  schema { query: Root mutation: Change }
  scalar Heavy @cost(weight: 3)
  type Root {
    me: User
    users(first: Int! = 50, after: String): UserConnection! @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    costs(input: String, exact: Boolean @cost(weight: 7)): Costs! @cost(weight: 20)
    names(first: Int, last: Int): [String!]! @cost(weight: 1) @listSize(slicingArguments: ["first", "last"])
    anything: [Thing!]!
    version: String
  }
  type Change { rename(name: String!): User }
  type UserConnection { edges: [UserEdge!]!, nodes: [User!]!, total: Int }
  type UserEdge { node: User! }
  type User { id: ID!, email: String, heavy: Heavy, friends: [User!]! @listSize(assumedSize: 5) }
  type Costs { rows: [Row!]! @listSize(assumedSize: 100) }
  type Row { amount: String }
  type Note { author: User! }
  union Thing = User | Note
`);

function cost(text: string, variables?: Variables): number {
  const document = parse(text);
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('There is no operation.');
  return new OperationCost(model, document, operation).estimate(variables);
}

describe('the cost of an operation', () => {
  it.each<[string, string, number, Variables?]>([
    ['nothing for leaves', '{ version }', 0],
    ['nothing for introspection', '{ __typename __schema { types { name } } }', 0],
    ['one for an object', '{ me { id email } }', 1],
    ['the weight of a leaf’s type', '{ me { heavy } }', 4],
    ['the items that the SDL assumes', '{ me { friends { id } } }', 6],
    ['ten items of a list that nothing is known of', '{ anything { __typename } }', 10],
    ['the weight of the field', '{ costs { rows { amount } } }', 120],
    ['the weight of an argument that is given', '{ costs(exact: true) { __typename } }', 27],
    ['ten for a mutation', 'mutation { rename(name: "x") { id } }', 11],
    ['the items that are asked for', '{ users(first: 3) { nodes { id } } }', 4],
    ['the items of the argument’s default', '{ users { nodes { id } } }', 51],
    ['edges and their nodes', '{ users(first: 3) { edges { node { id } } } }', 7],
    ['the variable', 'query ($n: Int!) { users(first: $n) { nodes { id } } }', 8, { n: 7 }],
    ['the variable’s default', 'query ($n: Int! = 2) { users(first: $n) { nodes { id } } }', 3],
    ['the larger of two slicing arguments', '{ names(first: 2, last: 9) }', 9],
    ['aliases apart', '{ a: me { id } b: me { id } }', 2],
    [
      'selections on every type of a union',
      '{ anything { ...on User { friends { id } } ...on Note { author { id } } } }',
      70,
    ],
    [
      'a fragment wherever it is spread',
      'fragment F on User { friends { id } } { a: me { ...F } b: me { ...F } }',
      12,
    ],
    [
      'sizes within a fragment',
      'fragment C on UserConnection { nodes { id } } { a: users(first: 2) { ...C } b: users(first: 4) { ...C } }',
      8,
    ],
    [
      'nothing that @skip leaves out',
      'query ($s: Boolean!) { me @skip(if: $s) { id } }',
      0,
      { s: true },
    ],
    ['nothing that @include leaves out', '{ me @include(if: false) { id } }', 0],
    [
      'what @include takes in',
      'query ($s: Boolean!) { me @include(if: $s) { id } }',
      1,
      { s: true },
    ],
    ['no less than nothing', '{ users(first: -100) { nodes { id } } }', 1],
  ])('counts %s', (_, text, expected, variables = {}) => {
    expect(cost(text, variables)).toBe(expected);
  });

  it('multiplies over nested lists', () => {
    expect(cost('{ users(first: 10) { nodes { friends { friends { id } } } } }')).toBe(
      1 + 10 * (1 + 5 * (1 + 5)),
    );
  });

  it('is found at once for fragments that double at each of forty levels', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`,
    ).join(' ');
    const started = performance.now();
    expect(cost(`${fragments} fragment F40 on User { friends { id } } { me { ...F0 } }`)).toBe(
      1 + 5 * 2 ** 40,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('ends for a fragment within itself', () => {
    expect(cost('fragment F on User { friends { ...F } } { me { ...F } }')).toBe(6);
  });
});

describe('the cost model of the graph', () => {
  const supergraph = readFileSync(join(__dirname, '../../supergraph.graphql'), 'utf8');

  it('knows the weights and sizes that the subgraphs declare', () => {
    const own = new CostModel(supergraph);
    expect(own.field('Query', 'costs')?.weight).toBe(20);
    expect(own.field('CostResult', 'rows')?.listSize?.assumedSize).toBe(100);
    expect(own.field('Query', 'users')?.listSize?.sizedFields).toEqual(new Set(['edges', 'nodes']));
    expect(own.field('Mutation', 'login')?.weight).toBe(11);
  });
});
