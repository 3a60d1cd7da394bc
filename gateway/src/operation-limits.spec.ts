import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { operationLimits } from './operation-limits';

const schema = buildSchema('type Query { a: Query, b: Int } directive @d repeatable on FIELD');

const broken = (query: string): unknown[] =>
  validate(schema, parse(query), [operationLimits]).map((error) => error.extensions.limit);

const nested = (depth: number): string =>
  `${'{ a '.repeat(depth - 1)}{ b }${' }'.repeat(depth - 1)}`;
const repeat = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('the limits of an operation', () => {
  it.each([
    ['15 levels', nested(15), []],
    ['16 levels', nested(16), ['depth']],
    ['30 aliases', `{ ${repeat(30, (i) => `x${i}: b`)} }`, []],
    ['31 aliases', `{ ${repeat(31, (i) => `x${i}: b`)} }`, ['aliases']],
    ['50 directives', `{ b ${'@d '.repeat(50)} }`, []],
    ['51 directives', `{ b ${'@d '.repeat(51)} }`, ['directives']],
    ['1000 fields', `{ ${'b '.repeat(1_000)} }`, []],
    ['1001 fields', `{ ${'b '.repeat(1_001)} }`, ['fields']],
    ['100 repeats', `{ ${'a { b } '.repeat(101)} }`, []],
    ['101 repeats', `{ ${'a { b } '.repeat(102)} }`, ['repeats']],
    ['500 comments', `{ b\n${'#\n'.repeat(500)} }`, []],
    ['501 comments', `{ b\n${'#\n'.repeat(501)} }`, ['comments']],
  ])('are kept or not by %s', (_, query, limits) => {
    expect(broken(query)).toEqual(limits);
  });

  it('count what fragments bring, as often as they are spread', () => {
    const fragment = `fragment F on Query { ${repeat(16, (i) => `x${i}: b`)} }`;
    expect(broken(`{ ...F } ${fragment}`)).toEqual([]);
    expect(broken(`{ ...F a { ...F } } ${fragment}`)).toEqual(['aliases']);
    const deep = `fragment F on Query { a { a { a { a { a { a { a { a { b } } } } } } } } }`;
    expect(broken(`{ a { a { a { a { a { a { ...F } } } } } } } ${deep}`)).toEqual([]);
    expect(broken(`{ a { a { a { a { a { a { a { ...F } } } } } } } } ${deep}`)).toEqual(['depth']);
  });

  it('count what repeats through fragments, which merge', () => {
    const spreads = repeat(102, (i) => `...F${i}`);
    const fragments = repeat(102, (i) => `fragment F${i} on Query { ... { a { b } } }`);
    expect(broken(`{ ${spreads} } ${fragments}`)).toEqual(['repeats']);
    expect(broken(`{ ${repeat(102, () => '...F0')} } ${fragments}`)).toEqual([]);
  });

  it('measure fragments that multiply without doing the work', () => {
    const levels = repeat(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const started = performance.now();
    expect(broken(`{ ...F0 } ${levels} fragment F40 on Query { b }`)).toEqual(['fields']);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('end on fragments within themselves, which are refused anyway', () => {
    const query = '{ ...F } fragment F on Query { a { ...F } }';
    expect(broken(query)).toEqual([]);
    expect(validate(schema, parse(query), [...specifiedRules, operationLimits])).toHaveLength(1);
  });

  it('leave introspection alone', () => {
    const types = `ofType { ${'ofType { '.repeat(16)} name ${'} '.repeat(16)} }`;
    expect(broken(`{ __schema { types { ${types} } } }`)).toEqual([]);
  });

  it('judge each operation of a document by itself', () => {
    const half = (name: string) => `query ${name} { ${repeat(20, (i) => `x${i}: b`)} }`;
    expect(broken(`${half('A')} ${half('B')}`)).toEqual([]);
  });
});
