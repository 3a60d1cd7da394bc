import { buildSchema, getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { compileIsAnswer, textOfDataAlone } from './verbatim';

const schema = buildSchema(`
  type Query { a: Int, things: [Thing!], any: Any }
  interface Thing { name: String! }
  type Stone implements Thing { name: String!, weight: Float, kind: Kind }
  type Tree implements Thing { name: String! }
  enum Kind { HARD SOFT }
  scalar Any
`);

const isAnswerTo = (query: string) => {
  const document = parse(query);
  const operation = getOperationAST(document) as OperationDefinitionNode;
  return compileIsAnswer({ schema, operation, fragments: new Map() }, () => true);
};

const things = '{ a things { __typename name ... on Stone { weight kind } } }';
const stone = { __typename: 'Stone', name: 's', weight: 1.5, kind: 'HARD' };

describe('data of a subgraph', () => {
  it.each([
    [things, { a: 1, things: [stone, { __typename: 'Tree', name: 't' }] }],
    [things, { a: null, things: null }],
    [things, { a: null, things: [{ ...stone, weight: null, kind: null }] }],
    ['{ any }', { any: { whatever: [1] } }],
  ])('are the answer to %s: %j', (query, data) => {
    expect(isAnswerTo(query)?.(data)).toBe(true);
  });

  it.each([
    ['another name', { b: 1, things: [] }],
    ['another order', { things: [], a: 1 }],
    ['one more', { a: 1, things: [], more: 1 }],
    ['one less', { a: 1 }],
    ['a value of another type', { a: '1', things: [] }],
    ['an object for a list', { a: 1, things: {} }],
    ['a list for an object', { a: 1, things: [[stone]] }],
    ['a null that must go up', { a: 1, things: [{ ...stone, name: null }] }],
    ['a null among things', { a: 1, things: [null] }],
    ['a value that is none of the enum', { a: 1, things: [{ ...stone, kind: 'NONE' }] }],
    ['a type that nobody knows', { a: 1, things: [{ ...stone, __typename: 'Cloud' }] }],
    ['names of another type', { a: 1, things: [{ ...stone, __typename: 'Tree' }] }],
    ['a number for a thing', { a: 1, things: [5] }],
  ])('are not the answer with %s', (_, data) => {
    expect(isAnswerTo(things)?.(data as never)).toBe(false);
  });
});

describe('the text of data alone', () => {
  const told = (text: string | Buffer) => {
    const bytes = Buffer.from(text as string);
    return textOfDataAlone({ ...JSON.parse(bytes.toString()), bytes })?.toString();
  };

  it.each(['{"data":{"a":1}}', '{"data":{"a":1}}\n', '{"data":{ "a" : "ä" } }'])(
    'is %s',
    (text) => {
      expect(told(text)).toBe(text);
    },
  );

  it.each([
    ['no data', '{"data":null}'],
    ['errors', '{"data":{"a":1},"errors":[]}'],
    ['extensions', '{"data":{"a":1},"extensions":{}}'],
    ['space before the data', '{ "data":{"a":1}}'],
    ['bytes that are no text', Buffer.from([...Buffer.from('{"data":{"a":"'), 0xff, 34, 125, 125])],
  ])('is not there with %s', (_, text) => {
    expect(told(text)).toBeUndefined();
  });
});
