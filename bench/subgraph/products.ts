// What every server of this benchmark serves, from memory: an entity of five fields.
export const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { product(id: ID!): Product }
  type Product @key(fields: "id") {
    id: ID!
    name: String!
    price: Float!
    inStock: Boolean!
    brand: String
  }`;

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly inStock: boolean;
  readonly brand: string | null;
}

export const ENTITIES = 50;

export const PRODUCTS: ReadonlyMap<string, Product> = new Map(
  Array.from({ length: ENTITIES }, (_, index) => {
    const id = `product-${index}`;
    const brand = index % 7 === 0 ? null : `Brand ${index % 10}`;
    const product = {
      id,
      name: `Product ${index}`,
      price: index + 0.5,
      inStock: index % 3 > 0,
      brand,
    };
    return [id, product] as const;
  }),
);

/** The fetch that a gateway makes for all of them. */
export const BODY = JSON.stringify({
  query:
    'query($representations:[_Any!]!){_entities(representations:$representations){...on Product{id name price inStock brand}}}',
  variables: {
    representations: [...PRODUCTS.keys()].map((id) => ({ __typename: 'Product', id })),
  },
});
