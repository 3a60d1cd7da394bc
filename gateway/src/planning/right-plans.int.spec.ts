import { ask, type TestPlatform } from '../../test/platform';
import { askStock } from '../../test/stock-gateway';
import { platformOf, type Row } from '../../test/two-subgraphs';

const BOOKS: readonly Row[] = [
  { code: 'b1', edition: 1, title: 'Ada' },
  { code: 'b2', edition: 2, title: 'Bob' },
];
const bookOf = ({ code }: Row) => BOOKS.find((book) => book.code === code);

describe('a type whose first key is not resolvable where @requires comes back to', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await platformOf(
      {
        sdl: `
          type Query { shelf: [Book!] }
          type Book
            @key(fields: "print { edition }", resolvable: false)
            @key(fields: "code print { edition }")
            @key(fields: "code", resolvable: false) {
            code: ID!
            print: Print!
            title: String @external
            label: String @requires(fields: "title")
          }
          type Print { edition: Int! }`,
        resolvers: {
          Query: { shelf: () => BOOKS },
          Book: {
            __resolveReference: (given: Row) => ({ ...bookOf(given), ...given }),
            print: ({ edition }: Row) => ({ edition }),
            label: ({ code, title }: Row) => `${code}: ${title}`,
          },
        },
      },
      {
        sdl: `
          type Book
            @key(fields: "code")
            @key(fields: "print { edition }", resolvable: false) {
            code: ID!
            print: Print!
            title: String
          }
          type Print { edition: Int! }`,
        resolvers: {
          Book: {
            __resolveReference: bookOf,
            print: ({ edition }: Row) => ({ edition }),
          },
        },
      },
    );
  });
  afterAll(() => platform.close());

  it('is asked for by the key that is, where the stock planner takes the first', async () => {
    const query = '{ shelf { title label } }';
    const labels = (data: unknown) =>
      (data as { shelf: { label: string }[] }).shelf.map(({ label }) => label);
    expect(labels((await askStock(platform, query)).data)).toEqual([
      'undefined: Ada',
      'undefined: Bob',
    ]);
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(labels(data)).toEqual(['b1: Ada', 'b2: Bob']);
  });
});

const RATES: Readonly<Record<string, number>> = { EUR: 2, USD: 1, GBP: 3 };
const NOTES = ['first', 'second', 'third'];

describe('fields with arguments that @requires names', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    const parcels: readonly Row[] = [
      { id: 'p1', weight: 10 },
      { id: 'p2', weight: 0 },
    ];
    const parcelOf = ({ id }: Row) => parcels.find((parcel) => parcel.id === id);
    platform = await platformOf(
      {
        sdl: `
          enum Currency { EUR USD GBP }
          type Query { parcels: [Parcel!], cheapest(of: Int): Parcel }
          type Parcel @key(fields: "id") {
            id: ID!
            name: String!
            price(currency: Currency!, off: Int = 0): Int
            weight: Int
            notes(first: Int = 1): [Note!]
            box: Box
            broken(why: String): String
          }
          type Note { text(upper: Boolean): String }
          interface Box { area(unit: String!): Int }
          type Crate implements Box { area(unit: String!): Int }
          type Bag implements Box { area(unit: String!): Int, colour: String }`,
        resolvers: {
          Query: { parcels: () => parcels, cheapest: () => parcels[0] },
          Parcel: {
            __resolveReference: parcelOf,
            name: ({ id }: Row) => `parcel ${id}`,
            price: ({ weight }: Row, { currency, off }: { currency: string; off: number }) =>
              Number(weight) * (RATES[currency] ?? 0) - off,
            notes: ({ id }: Row, { first }: { first: number }) =>
              NOTES.slice(0, first).map((text) => ({ text: `${id} ${text}` })),
            box: ({ id, weight }: Row) => ({
              __typename: id === 'p1' ? 'Crate' : 'Bag',
              side: weight,
            }),
            broken: () => {
              throw new Error('It is broken.');
            },
          },
          Note: {
            text: ({ text }: Row, { upper }: { upper?: boolean }) =>
              upper ? String(text).toUpperCase() : text,
          },
          Crate: {
            area: ({ side }: Row, { unit }: Row) => Number(side) * (unit === 'cm' ? 100 : 1),
          },
          Bag: { area: ({ side }: Row, { unit }: Row) => Number(side) * (unit === 'cm' ? 100 : 1) },
        },
      },
      {
        sdl: `
          enum Currency { EUR USD GBP }
          type Parcel @key(fields: "id") {
            id: ID!
            weight: Int @external
            price(currency: Currency!, off: Int = 0): Int @external
            notes(first: Int = 1): [Note!] @external
            box: Box @external
            broken(why: String): String @external
            inDollars: String @requires(fields: "price(currency: USD) weight")
            inEuros(sign: String): String @requires(fields: "price(currency: EUR, off: 1)")
            again: String @requires(fields: "price(off: 1, currency: EUR)")
            summary: String @requires(fields: "notes(first: 3) { text }")
            loud: String @requires(fields: "notes { text(upper: true) }")
            size: String @requires(fields: "box { area(unit: \\"cm\\") ... on Bag { colour } }")
            plain: String
            hopeless: String @requires(fields: "broken(why: \\"x\\")")
          }
          type Note @external { text(upper: Boolean): String }
          interface Box { area(unit: String!): Int }
          type Crate implements Box @external { area(unit: String!): Int }
          type Bag implements Box @external { area(unit: String!): Int, colour: String }`,
        resolvers: {
          Parcel: {
            inDollars: ({ price, weight }: Row) => `${price} USD for ${weight}`,
            inEuros: ({ price }: Row, { sign = 'EUR' }: { sign?: string }) => `${price} ${sign}`,
            again: ({ price }: Row) => `${price} EUR`,
            summary: ({ notes }: Row) => (notes as Row[]).map(({ text }) => text).join(', '),
            loud: ({ notes }: Row) => (notes as Row[]).map(({ text }) => text).join(', '),
            size: ({ box }: Row) => JSON.stringify(box),
            plain: () => 'plain',
            hopeless: ({ broken }: Row) => broken,
          },
          Box: { __resolveType: () => 'Crate' },
        },
      },
    );
  });
  afterAll(() => platform.close());

  const parcels = (data: unknown) => (data as { parcels: Row[] }).parcels;

  it('are not what the client asks with others, as they are to the stock planner', async () => {
    const query = '{ parcels { summary notes(first: 1) { text } } }';
    expect(parcels((await askStock(platform, query)).data)[0]?.notes).toHaveLength(3);
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(parcels(data)).toEqual([
      { summary: 'p1 first, p1 second, p1 third', notes: [{ text: 'p1 first' }] },
      { summary: 'p2 first, p2 second, p2 third', notes: [{ text: 'p2 first' }] },
    ]);
  });

  it('are told apart where fields of one fetch need them in two ways, which the stock planner does not', async () => {
    const query = '{ parcels { plain inDollars inEuros(sign: "€") again price(currency: GBP) } }';
    expect(parcels((await askStock(platform, query)).data)[0]).not.toMatchObject({
      inDollars: '10 USD for 10',
      inEuros: '19 €',
    });
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(parcels(data)).toEqual([
      {
        plain: 'plain',
        inDollars: '10 USD for 10',
        inEuros: '19 €',
        again: '19 EUR',
        price: 30,
      },
      { plain: 'plain', inDollars: '0 USD for 0', inEuros: '-1 €', again: '-1 EUR', price: 0 },
    ]);
  });

  it('may stand within others, and at every place of an interface', async () => {
    const query =
      '{ parcels { loud summary size box { area(unit: "m") } notes(first: 1) { text } } }';
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(parcels(data)[0]).toEqual({
      loud: 'P1 FIRST',
      summary: 'p1 first, p1 second, p1 third',
      size: '{"area":1000}',
      box: { area: 10 },
      notes: [{ text: 'p1 first' }],
    });
    expect(parcels(data)[1]?.size).toBe('{"colour":null,"area":0}');
  });

  it('are for the variables that each fetch uses', async () => {
    const query = `query ($sign: String, $first: Int = 2, $dollars: Boolean!) {
      parcels { ...Prices notes(first: $first) { text } }
    }
    fragment Prices on Parcel { inDollars @include(if: $dollars) inEuros(sign: $sign) }`;
    for (const dollars of [true, false]) {
      const { data, errors } = await ask(platform.url, query, {}, { sign: '!', dollars });
      expect(errors).toEqual([]);
      expect(parcels(data)[0]).toEqual({
        ...(dollars ? { inDollars: '10 USD for 10' } : {}),
        inEuros: '19 !',
        notes: [{ text: 'p1 first' }, { text: 'p1 second' }],
      });
    }
  });

  it('are missed by nobody else when @include leaves them out, as they are by the stock planner', async () => {
    const simple = 'query ($on: Boolean = false) { parcels { plain inDollars @include(if: $on) } }';
    expect(parcels((await askStock(platform, simple)).data)[0]).toEqual({ plain: null });
    const query = `query ($on: Boolean = false) {
      parcels { plain inEuros inDollars @include(if: $on) ... @include(if: $on) { summary } }
    }`;
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(parcels(data)[0]).toEqual({ plain: 'plain', inEuros: '19 EUR' });
    const whole = await ask(platform.url, query, {}, { on: true });
    expect(whole.errors).toEqual([]);
    expect(parcels(whole.data)[1]).toEqual({
      plain: 'plain',
      inEuros: '-1 EUR',
      inDollars: '0 USD for 0',
      summary: 'p2 first, p2 second, p2 third',
    });
  });

  it('fail at the field that is required, by its own name', async () => {
    const { data, errors, text } = await ask(platform.url, '{ cheapest { name hopeless } }');
    expect(data).toEqual({ cheapest: { name: 'parcel p1', hopeless: null } });
    expect(errors.map(({ path }) => path)).toEqual([['cheapest', 'broken']]);
    expect(text).not.toContain('_required_');
  });

  it('are nothing that clients could ask for', async () => {
    const { errors } = await ask(platform.url, '{ parcels { price_required_1 } }');
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const asked = await ask(platform.url, '{ __type(name: "Parcel") { fields { name } } }');
    expect(asked.text).not.toContain('_required_');
  });

  it('are needed beside introspection too', async () => {
    const query =
      '{ __type(name: "Note") { name } parcels { inEuros(sign: "€") price(currency: USD) } }';
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(data?.__type).toEqual({ name: 'Note' });
    expect(parcels(data)[0]).toEqual({ inEuros: '19 €', price: 10 });
  });
});

describe('an answer that a plan renames', () => {
  it('is not lost where it is 0, as it is by the stock gateway', async () => {
    const platform = await platformOf(
      {
        sdl: `
          type Query { found: [Found!] }
          union Found = Counted | Guessed
          type Counted @key(fields: "id") { id: ID!, count: Int! @shareable }
          type Guessed { count: Int }`,
        resolvers: {
          Query: {
            found: () => [
              { __typename: 'Counted', id: 'c', count: 0 },
              { __typename: 'Guessed', count: 0 },
            ],
          },
        },
      },
      { sdl: 'type Counted @key(fields: "id") { id: ID!, count: Int @shareable }', resolvers: {} },
    );
    const query = '{ found { ... on Counted { count } ... on Guessed { count } } }';
    expect((await askStock(platform, query)).data?.found).toEqual([{ count: 0 }, { count: null }]);
    const { data, errors } = await ask(platform.url, query);
    expect(errors).toEqual([]);
    expect(data?.found).toEqual([{ count: 0 }, { count: 0 }]);
    await platform.close();
  });
});
