import { buildSchema, getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { fragmentsOf } from '../fragments';
import { compileIntrospection } from './introspection';
import { NotCompilable } from './plan-compiler';

const schema = buildSchema('type Query { a: Int, itself: Query }');

function introspect(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(query);
  const operation = getOperationAST(document) as OperationDefinitionNode;
  return compileIntrospection(schema, operation, fragmentsOf(document))?.(variables);
}

describe('what an operation asks of the schema itself', () => {
  it('is answered under its names, wherever among the fields of the query it stands', () => {
    const query = `query ($with: Boolean!, $name: String!) {
      a
      ... on Query @include(if: $with) { root: __schema { queryType { name } } }
      ...Some
    }
    fragment Some on Query { itself { a } __type(name: $name) { ...Kind } }
    fragment Kind on __Type { kind }`;
    const root = { queryType: { name: 'Query' } };
    expect(introspect(query, { with: true, name: 'Int' })).toEqual({
      data: { root, __type: { kind: 'SCALAR' } },
      errors: [],
    });
    expect(introspect(query, { with: false, name: 'Nothing' })).toEqual({
      data: { __type: null },
      errors: [],
    });
  });

  it('is nothing where only data are asked for', () => {
    expect(introspect('{ a __typename itself { __typename } }')).toBeUndefined();
  });

  it.each([
    '{ itself { __schema { queryType { name } } } }',
    '{ ...Some itself { ...Some } } fragment Some on Query { __schema { queryType { name } } }',
    '{ toString: __schema { queryType { name } } }',
  ])('is left to the stock executor where it is out of the ordinary: %s', (query) => {
    expect(() => introspect(query)).toThrow(NotCompilable);
  });
});
