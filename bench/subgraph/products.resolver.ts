import { Args, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import { PRODUCTS, type Product } from './products.ts';

/** A resolver as Nest has them; its decorators are called, for only the types of this file are taken away. */
export class ProductsResolver {
  product(id: string): Product | undefined {
    return PRODUCTS.get(id);
  }

  resolveReference({ id }: Pick<Product, 'id'>): Product | undefined {
    return PRODUCTS.get(id);
  }
}

function decorate(method: keyof ProductsResolver, decorator: MethodDecorator): void {
  const descriptor = Object.getOwnPropertyDescriptor(ProductsResolver.prototype, method);
  if (descriptor) decorator(ProductsResolver.prototype, method, descriptor);
}

Resolver('Product')(ProductsResolver);
decorate('product', Query('product'));
Args('id')(ProductsResolver.prototype, 'product', 0);
decorate('resolveReference', ResolveReference());
