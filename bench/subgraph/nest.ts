// Nest with Apollo Server as their documentation sets them up.
import 'reflect-metadata';
import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ProductsResolver } from './products.resolver.ts';
import { SDL } from './products.ts';

class AppModule {}

const graphql = GraphQLModule.forRoot<ApolloFederationDriverConfig>({
  driver: ApolloFederationDriver,
  typeDefs: SDL,
});
const app = await NestFactory.create(
  { module: AppModule, imports: [graphql], providers: [ProductsResolver] },
  new FastifyAdapter(),
  { logger: false },
);
await app.listen(Number(process.argv[2]), '127.0.0.1');
