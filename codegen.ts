import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Every generated TypeScript of the repository. The SDL of a subgraph is the concatenation of its
 * feature files (`platform/generate.ts` makes it and hands it over here), the API schema is what the
 * gateway shows to clients.
 */

const scalars = {
  Decimal: 'string',
  Date: 'string',
  DateTime: 'string',
  JSON: 'unknown',
};

/** Rows that resolvers return in place of the SDL's types, by subgraph. Paths are relative to `src/generated`. */
const mappers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  accounts: {},
  auth: {},
  finops: {},
  assistant: {},
};

const subgraphTypes = (name: string, sdl: string): CodegenConfig['generates'] => ({
  [`subgraphs/${name}/src/generated/graphql.ts`]: {
    schema: sdl,
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      makeResolverTypeCallable: true,
      useTypeImports: true,
      enumsAsTypes: true,
      strictScalars: true,
      scalars: { ...scalars, _FieldSet: 'string' },
      contextType: '@ai-finops/service-kit/viewer#RequestContext',
      mappers: mappers[name] ?? {},
    },
  },
});

const clientScalars = { ...scalars, ID: { input: 'string', output: 'string' } };

/** The whole configuration for the given SDL of each subgraph and the gateway's API schema. */
export function codegenConfig(
  root: string,
  subgraphs: Readonly<Record<string, string>>,
): CodegenConfig {
  return {
    cwd: root,
    silent: true,
    errorsOnly: true,
    ignoreNoDocuments: true,
    generates: {
      ...Object.fromEntries(
        Object.entries(subgraphs).flatMap(([name, sdl]) =>
          Object.entries(subgraphTypes(name, sdl)),
        ),
      ),
      'packages/sdk/src/generated/operations.ts': {
        schema: 'gateway/api.graphql',
        documents: 'packages/sdk/src/**/*.graphql',
        plugins: ['typescript-operations', 'typed-document-node'],
        config: {
          documentMode: 'string',
          enumsAsTypes: true,
          strictScalars: true,
          scalars: clientScalars,
          useTypeImports: true,
          avoidOptionals: { field: true },
        },
      },
      'web/src/generated/graphql.ts': {
        schema: 'gateway/api.graphql',
        documents: 'web/src/**/*.graphql',
        plugins: ['typescript-operations', 'typed-document-node'],
        config: {
          enumsAsTypes: true,
          strictScalars: true,
          scalars: clientScalars,
          useTypeImports: true,
          avoidOptionals: { field: true },
          inlineFragmentTypes: 'mask',
          customDirectives: { apolloUnmask: true },
        },
      },
    },
  };
}
