// The shop: four subgraphs with entities that lead back and forth between them, and one deep operation.

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable"])`;

type Row = Readonly<Record<string, unknown>>;

const people = Array.from({ length: 6 }, (_, index) => ({
  id: `person-${index}`,
  name: `Person number ${index}`,
  handle: `handle_${index}`,
  joined: `2026-0${(index % 8) + 1}-12`,
}));

const articles = Array.from({ length: 10 }, (_, index) => ({
  sku: `article-${index}`,
  title: `Article ${index} of the shop`,
  price: 100 + 37 * index,
  weight: 20 + 11 * index,
}));

/** Four opinions of each person, spread over the articles. */
const opinions = people.flatMap((person, index) =>
  [0, 1, 2, 3].map((nth) => ({
    id: `opinion-${index}-${nth}`,
    text: `What person ${index} thinks, part ${nth}: it does what it says.`,
    stars: ((index + nth) % 5) + 1,
    by: person.id,
    about: `article-${(index * 3 + nth * 4) % articles.length}`,
  })),
);

/** What a subgraph resolves: fields by type, and references to its entities. */
export interface ShopSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Record<string, Record<string, unknown>>;
}

const opinionsWhere = (key: 'by' | 'about', value: unknown) =>
  opinions.filter((opinion) => opinion[key] === value);

const SHOP: readonly ShopSubgraph[] = [
  {
    name: 'accounts',
    sdl: `${LINK}
      type Query { people: [Person!]! }
      type Person @key(fields: "id") { id: ID!, name: String, handle: String @shareable, joined: String }`,
    resolvers: {
      Query: { people: () => people },
      Person: { __resolveReference: ({ id }: Row) => people.find((person) => person.id === id) },
    },
  },
  {
    name: 'products',
    sdl: `${LINK}
      type Query { bestsellers(first: Int = 5): [Article!]! }
      type Article @key(fields: "sku") { sku: ID!, title: String, price: Int, weight: Int }`,
    resolvers: {
      Query: {
        bestsellers: (_: unknown, { first }: { first: number }) => articles.slice(0, first),
      },
      Article: { __resolveReference: ({ sku }: Row) => articles.find((a) => a.sku === sku) },
    },
  },
  {
    name: 'inventory',
    sdl: `${LINK}
      type Article @key(fields: "sku") {
        sku: ID!
        price: Int @external
        weight: Int @external
        inStock: Boolean
        shipping: Int @requires(fields: "price weight")
      }`,
    resolvers: {
      Article: {
        __resolveReference: (reference: Row) => reference,
        inStock: ({ sku }: Row) => String(sku).charCodeAt(8) % 2 === 0,
        shipping: ({ price, weight }: Row) => (Number(price) > 300 ? 0 : Number(weight) * 2),
      },
    },
  },
  {
    name: 'reviews',
    sdl: `${LINK}
      type Opinion @key(fields: "id") {
        id: ID!
        text: String
        stars: Int
        author: Person @provides(fields: "handle")
        article: Article
      }
      type Person @key(fields: "id") { id: ID!, handle: String @external, opinions: [Opinion!] }
      type Article @key(fields: "sku") { sku: ID!, opinions: [Opinion!] }`,
    resolvers: {
      Opinion: {
        author: ({ by }: Row) => people.find(({ id }) => id === by),
        article: ({ about }: Row) => ({ sku: about }),
      },
      Person: { opinions: ({ id }: Row) => opinionsWhere('by', id) },
      Article: { opinions: ({ sku }: Row) => opinionsWhere('about', sku) },
    },
  },
];

/** The shop with hints on its root fields and its types, as Apollo Server reads them. */
const hinted = (ofRoots: string, ofTypes: string): readonly ShopSubgraph[] =>
  SHOP.map(({ sdl, ...subgraph }) => ({
    ...subgraph,
    sdl: `${sdl
      .replace('"@shareable"]', '"@shareable", "@composeDirective"]')
      .replace(/type (\w+) @key\([^)]*\)/g, `$& ${ofTypes}`)
      .replace(/type Query \{ (.*) \}/, `type Query { $1 ${ofRoots} }`)}
    extend schema
      @link(url: "https://ai-finops.dev/cacheControl/v0.1", import: ["@cacheControl"])
      @composeDirective(name: "@cacheControl")
    enum cacheControl__Scope { PUBLIC PRIVATE }
    directive @cacheControl(maxAge: Int, scope: cacheControl__Scope, inheritMaxAge: Boolean)
      on FIELD_DEFINITION | OBJECT | INTERFACE | UNION`,
  }));

/** What the subgraphs of each scenario but the platform's are. */
export const SHOPS: Readonly<Record<string, readonly ShopSubgraph[]>> = {
  shop: SHOP,
  /** Whole answers may be kept, each for its viewer. */
  cached: hinted(
    '@cacheControl(maxAge: 300, scope: PRIVATE)',
    '@cacheControl(inheritMaxAge: true)',
  ),
  /** Entities may be kept, for all viewers; which of them there are is asked each time. */
  entities: hinted('@cacheControl(maxAge: 0)', '@cacheControl(maxAge: 300)'),
};

/** People with what they think of articles, what others think of these, and so on; and the bestsellers. */
export const SHOP_OPERATION = `
query Shop {
  people {
    ...PersonParts
    opinions {
      ...OpinionParts
      article {
        ...ArticleParts
        opinions {
          ...OpinionParts
          author {
            ...PersonParts
            opinions { ...OpinionParts article { ...ArticleParts } }
          }
        }
      }
    }
  }
  bestsellers(first: 5) {
    ...ArticleParts
    opinions {
      ...OpinionParts
      author {
        ...PersonParts
        opinions { ...OpinionParts article { ...ArticleParts } }
      }
    }
  }
}
fragment PersonParts on Person { id handle name joined }
fragment OpinionParts on Opinion { id text stars }
fragment ArticleParts on Article { sku title price weight inStock shipping }
`;

/** One field of one subgraph, for the cost of one hop. */
export const HOP_OPERATION = '{ people { id name handle } }';
