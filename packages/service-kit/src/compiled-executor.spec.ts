import { buildSchema, type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { CompiledExecutor } from './compiled-executor';
import { AppError } from './errors';

const schema = schemaOf(
  `
  scalar Json
  enum Size { SMALL LARGE }
  input Wish { size: Size! = SMALL, names: [String!]! = ["a"] }
  interface Named { name: String! }
  type Cat implements Named { name: String! lives: Int! }
  type Dog implements Named { name: String! good: Boolean! }
  union Pet = Cat | Dog
  type Row { id: ID! text: String! loose: String later: String! size: Size tags: [String!] pets: [Pet!]! twin: Row }
  type Cell { id: ID! text: String count: Int ratio: Float on: Boolean size: Size json: Json tags: [String!]! }
  type Line { cells: [Cell!]! loose: [Cell] grid: [[Cell!]!] main: Cell twice: String }
  type Sheet { name: String lines: [Line!]! maybe: [Line] odd(of: Int): [Line!]! }
  interface Lined { lines: [Line!]! }
  type Book implements Lined { lines: [Line!]! }
  type Query {
    sheet(kind: String = ""): Sheet
    lined: Lined!
    rows(count: Int! = 2): [Row!]!
    row(id: ID!): Row
    wish(wish: Wish! = {}): String!
    echo(json: Json!, texts: [String!]): Json!
    named: [Named!]!
    whoami: String
  }
  type Mutation { push(value: Int!): [Int!]!  refuse: Int! }
`,
  {
    Query: {
      rows: (_, { count }) => Array.from({ length: Number(count) }, (_row, n) => row(String(n))),
      row: async (_, { id }) => (id === 'absent' ? null : row(String(id))),
      wish: (_, { wish }) => JSON.stringify(wish),
      echo: (_, args) => args,
      named: () => [cat, Promise.resolve(dog)],
      sheet: async (_, { kind }) => sheet(String(kind)),
      lined: () => ({ __typename: 'Book', ...sheet('') }),
      whoami: (_source, _args, context) => {
        const { name } = context as { name?: string };
        if (!name) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
        return name;
      },
    },
    Row: {
      later: async ({ id }) => {
        if (id === 'late') throw new AppError('NOT_FOUND', 'Not here.', { id });
        return `later ${id}`;
      },
      twin: ({ id }) => row(`${id}'`),
    },
    Mutation: {
      refuse: async () => {
        throw new AppError('FORBIDDEN', 'Not you.');
      },
      push: async (_source, { value }, context) => {
        const { pushed } = context as { pushed: number[] };
        await new Promise((resolve) => setTimeout(resolve, value === 1 ? 5 : 0));
        pushed.push(Number(value));
        return [...pushed];
      },
    },
  },
);

const cat = { __typename: 'Cat', name: 'Tom', lives: 9 };
const dog = { __typename: 'Dog', name: 'Rex', good: true };

function row(id: string) {
  const text = id === 'hollow' ? null : `text of ${id}`;
  const size = id === 'odd' ? 'HUGE' : 'LARGE';
  return { id, text, loose: undefined, size, tags: ['x', 'y'], pets: [cat, dog] };
}

/** What a cell has in place of something that is right. */
const WRONG: Readonly<Record<string, unknown>> = {
  'a null': { id: null },
  'a missing list': { tags: undefined },
  'a null in a list': { tags: ['x', null] },
  'a text for a number': { count: 'many' },
  'a number too large': { count: 2 ** 31 },
  'a value of no enum': { size: 'HUGE' },
  'a list for a text': { text: ['x'] },
  'an error': { text: new Error('No text.') },
};

function sheet(kind: string) {
  const cell = (id: unknown, over?: unknown) => ({
    id,
    text: 'text',
    count: 3,
    ratio: 0.5,
    on: true,
    size: 'LARGE',
    json: { a: [1] },
    tags: ['x'],
    ...(over ?? {}),
  });
  const over = WRONG[kind];
  // Numbers are no faults where texts or other numbers are asked for.
  const cells = [
    cell('a'),
    cell(7, { text: null, count: '4', ratio: 2, json: 'j', ...(over ?? {}) }),
  ];
  const line = { cells, loose: [null, cell('b')], grid: [[cell('c')], []], main: cell('d') };
  const lines = [line, kind === 'a promise' ? Promise.resolve(line) : { ...line, loose: null }];
  const list = kind === 'a set' ? new Set(lines) : lines;
  return { name: 'sheet', lines: list, maybe: kind === 'none' ? null : lines, odd: lines };
}

type Resolvers = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        (source: { id?: string }, args: Record<string, unknown>, context: unknown) => unknown
      >
    >
  >
>;

function schemaOf(sdl: string, resolvers: Resolvers): GraphQLSchema {
  const built = buildSchema(sdl);
  for (const [type, fields] of Object.entries(resolvers)) {
    const known = built.getType(type);
    if (!known || !('getFields' in known)) throw new Error(`There is no type ${type}.`);
    for (const [field, resolve] of Object.entries(fields)) {
      Object.assign(known.getFields()[field] ?? {}, { resolve });
    }
  }
  return built;
}

/** What formatting and masking look at. */
const told = ({ data, errors }: ExecutionResult) => ({
  data: JSON.parse(JSON.stringify(data ?? null)),
  errors: errors?.map(({ message, path, locations, originalError, extensions }) => ({
    message,
    path,
    locations,
    original: originalError instanceof AppError ? originalError.code : undefined,
    extensions,
  })),
});

const PLAIN = [
  ['{ rows { id text loose size tags twin { id later } } }', {}],
  ['query ($n: Int!) { rows(count: $n) { __typename id pets { __typename } } }', { n: 3 }],
  ['{ a: rows { id } b: rows(count: 1) { key: id ...F } } fragment F on Row { text, id }', {}],
  ['{ named { __typename name ... on Cat { lives } ... on Dog { good } } }', {}],
  ['{ rows { pets { ... on Named { name } ... on Cat { lives } } } }', {}],
  ['query ($x: Boolean!) { rows { id @skip(if: $x) text @include(if: $x) } }', { x: true }],
  ['query ($x: Boolean!) { rows { id @skip(if: $x) text @include(if: $x) } }', { x: false }],
  ['{ sheet { lines { cells { id text count ratio on size json tags } loose { id } } } }', {}],
  [
    '{ sheet { name rows: lines { __typename main { key: id } grid { id, text } } maybe { twice } } }',
    {},
  ],
  ['{ sheet { lines { cells { id } } lines { cells { text } loose { text } } } }', {}],
  [
    '{ sheet { ...S lines { main { text } } } } fragment S on Sheet { lines { main { ...C } } } fragment C on Cell { id }',
    {},
  ],
  ['{ sheet { lines { ... on Line { cells { id } } ... { main { id } } } } }', {}],
  ['{ a: sheet { lines { cells { id } } } b: sheet { lines { cells { text } } } }', {}],
  ['{ sheet { odd(of: 1) { cells { id } } } }', {}],
  ['{ __proto__: whoami a: rows { __proto__: id constructor: text twin { __proto__: id } } }', {}],
  ['{ sheet { lines { __proto__: main { __proto__: id toString: text } cells { id } } } }', {}],
  ['{ sheet(kind: "none") { maybe { cells { id } } } }', {}],
  ['{ sheet(kind: "a set") { lines { cells { id } } } }', {}],
  ['{ sheet(kind: "a promise") { lines { cells { id } } } }', {}],
  ['{ lined { lines { cells { id } } ... on Book { lines { main { id } } } } }', {}],
  ['query ($x: Boolean!) { sheet { lines @skip(if: $x) { cells { id } } } }', { x: true }],
  ['query ($x: Boolean!) { sheet { lines @skip(if: $x) { cells { id } } } }', { x: false }],
  ['query ($x: Boolean!) { sheet { lines { cells { id @include(if: $x) text } } } }', { x: false }],
  [
    'query ($x: Boolean!) { sheet { lines { cells { id } } lines { cells { id @skip(if: $x) text } } } }',
    { x: true },
  ],
  ['{ wish }', {}],
  ['query ($wish: Wish!) { wish(wish: $wish) }', { wish: { names: ['b'] } }],
  ['query ($size: Size!) { wish(wish: { size: $size }) }', { size: 'LARGE' }],
  ['query ($a: String!) { echo(json: { a: $a, b: [{ c: $a }, 1] }) }', { a: 'x' }],
  ['query ($a: String!) { echo(json: [$a, "y"]) }', { a: 'x' }],
  ['query ($a: String!, $j: Json!) { echo(json: $j, texts: [$a, "y"]) }', { a: 'x', j: [1] }],
  ['{ row(id: "absent") { id } whoami }', {}],
  ['mutation { a: push(value: 1) b: push(value: 2) }', {}],
] as const;

/** Where something is not as it should be. */
const FAULTY = [
  ['a null where there must be none', '{ row(id: "hollow") { id twin { id } text } whoami }', {}],
  ['a promise that breaks', '{ row(id: "late") { id later } rows(count: 1) { id } }', {}],
  ['a value that is none of an enum', '{ row(id: "odd") { id size } }', {}],
  ['a variable of another type', 'query ($n: Int!) { rows(count: $n) { id } }', { n: 'many' }],
  ['a variable that is missing', 'query ($wish: Wish!) { wish(wish: $wish) }', {}],
  ['an input with too much', 'query ($wish: Wish!) { wish(wish: $wish) }', { wish: { x: 1 } }],
] as const;

describe('CompiledExecutor', () => {
  const executor = new CompiledExecutor(schema);

  async function both(text: string, variables: Record<string, unknown>, name?: string) {
    const document = parse(text);
    const who = name === undefined ? {} : { name };
    const stock = await execute({
      schema,
      document,
      contextValue: { ...who, pushed: [] },
      variableValues: variables,
    });
    const run = () => executor.execute(document, null, { ...who, pushed: [] }, variables);
    return { stock: told(stock), first: told(await run()), again: told(await run()) };
  }

  it.each(PLAIN)('answers as graphql-js does: %s %o', async (text, variables) => {
    const { stock, first, again } = await both(text, variables, 'Ada');
    expect(stock.errors).toBeUndefined();
    expect(first).toEqual(stock);
    expect(again).toEqual(stock);
  });

  it.each(FAULTY)('says what graphql-js says of %s', async (_, text, variables) => {
    const { stock, first, again } = await both(text, variables, 'Ada');
    expect(stock.errors).toHaveLength(1);
    expect(first).toEqual(stock);
    expect(again).toEqual(stock);
  });

  it.each(Object.keys(WRONG))('says what graphql-js says of %s in a list', async (kind) => {
    const text = `{ sheet(kind: ${JSON.stringify(kind)}) { maybe { cells { id text count size tags } } } }`;
    const { stock, first, again } = await both(text, {});
    expect(stock.errors?.length).toBeGreaterThan(0);
    expect(first).toEqual(stock);
    expect(again).toEqual(stock);
  });

  it('hands on the refusals of resolvers', async () => {
    const { stock, first } = await both('{ whoami rows { id } }', {});
    expect(stock.errors).toEqual([expect.objectContaining({ original: 'UNAUTHENTICATED' })]);
    expect(first).toEqual(stock);
  });

  it('stops at a mutation that fails where all must answer', async () => {
    const context = { pushed: [] as number[] };
    const document = parse('mutation { a: push(value: 2) refuse b: push(value: 3) }');
    const { data, errors } = told(await executor.execute(document, null, context, {}));
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['refuse'] }]);
    expect(context.pushed).toEqual([2]);
  });

  it('takes the variables of each time', async () => {
    const document = parse('query ($a: String!) { echo(json: { a: [$a] }, texts: [$a]) }');
    for (const a of ['x', 'y']) {
      const { data } = told(await executor.execute(document, null, {}, { a }));
      expect(data).toEqual({ echo: { json: { a: [a] }, texts: [a] } });
    }
  });

  it('takes the operation that is named, and refuses to guess', async () => {
    const document = parse('query A { a: whoami } query B { b: whoami }');
    const context = { name: 'Ada' };
    expect(told(await executor.execute(document, 'A', context, {})).data).toEqual({ a: 'Ada' });
    expect(told(await executor.execute(document, 'B', context, {})).data).toEqual({ b: 'Ada' });
    const { errors } = await executor.execute(document, null, context, {});
    expect(errors?.map(({ message }) => message)).toEqual([
      'Must provide operation name if query contains multiple operations.',
    ]);
  });
});
