import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_SCOPES } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import { parse } from 'graphql';
import { PERSON } from './requirement';

const SUBGRAPHS = join(__dirname, '../../../subgraphs');

/** Under which Nest keeps what its decorators say. */
const METADATA = {
  args: '__routeArguments__',
  kind: 'graphql:resolver_type',
  name: 'graphql:resolver_name',
} as const;

type Constructor = new (...args: never[]) => object;

const argumentsOf = (type: Constructor, method: string): { readonly factory?: unknown }[] =>
  Object.values(Reflect.getMetadata(METADATA.args, type, method) ?? {});

class Probe {
  ask(@CurrentViewer() _viewer: unknown): void {}
}
const [{ factory: viewerFactory } = {}] = argumentsOf(Probe, 'ask');

/** The demand of a resolver, as it would be written in the SDL; undefined for what anybody may ask. */
function demandOf(type: Constructor, method: string): string | undefined {
  if (!argumentsOf(type, method).some(({ factory }) => factory === viewerFactory)) return undefined;
  const handler = (type.prototype as Record<string, object>)[method];
  const scopes: readonly string[] | undefined =
    (handler && Reflect.getMetadata(KEY_SCOPES, handler)) ?? Reflect.getMetadata(KEY_SCOPES, type);
  if (scopes?.length === 0) return '@authenticated';
  return `@requiresScopes ${JSON.stringify((scopes ?? [PERSON]).map((scope) => [scope]))}`;
}

const ROOTS: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

/** What the resolvers of all subgraphs demand, by `Query.field` and so on. */
function demandsOfResolvers(files: readonly string[]): Map<string, string | undefined> {
  const demands = new Map<string, string | undefined>();
  for (const file of files) {
    const exported = Object.values(require(join(SUBGRAPHS, file)) as object);
    for (const type of exported.filter((value) => typeof value === 'function') as Constructor[]) {
      for (const method of Object.getOwnPropertyNames(type.prototype)) {
        const handler = (type.prototype as Record<string, object>)[method];
        const kind = handler && Reflect.getMetadata(METADATA.kind, handler);
        if (!handler || !ROOTS.has(kind)) continue;
        const name = Reflect.getMetadata(METADATA.name, handler) ?? method;
        demands.set(`${kind}.${name}`, demandOf(type, method));
      }
    }
  }
  return demands;
}

/** What the SDL demands of who asks for a root field, policies aside. */
function demandsOfSdl(files: readonly string[]): Map<string, string | undefined> {
  const demands = new Map<string, string | undefined>();
  for (const file of files) {
    for (const definition of parse(readFileSync(join(SUBGRAPHS, file), 'utf8')).definitions) {
      if (definition.kind !== 'ObjectTypeExtension') continue;
      const root = definition.name.value;
      if (!ROOTS.has(root)) continue;
      for (const field of definition.fields ?? []) {
        const names = field.directives?.map(({ name }) => name.value) ?? [];
        const scopes = field.directives?.find(({ name }) => name.value === 'requiresScopes');
        const value = scopes?.arguments?.[0]?.value;
        const lists =
          value?.kind === 'ListValue'
            ? value.values.map((list) =>
                list.kind === 'ListValue'
                  ? list.values.map((name) => (name.kind === 'StringValue' ? name.value : ''))
                  : [],
              )
            : [];
        const demand = scopes ? `@requiresScopes ${JSON.stringify(lists)}` : undefined;
        const signedIn = names.includes('authenticated') ? '@authenticated' : undefined;
        demands.set(`${root}.${field.name.value}`, demand ?? signedIn);
      }
    }
  }
  return demands;
}

const sorted = (demands: Map<string, string | undefined>) =>
  Object.fromEntries([...demands].sort(([a], [b]) => (a < b ? -1 : 1)));

describe('the subgraphs', () => {
  it('have resolvers that say who may ask', () => {
    expect(viewerFactory).toEqual(expect.any(Function));
  });

  it('demand in their SDL what their resolvers demand', () => {
    const files = (readdirSync(SUBGRAPHS, { recursive: true }) as string[]).filter((file) =>
      /^\w+\/src\//.test(file),
    );
    const resolvers = demandsOfResolvers(files.filter((file) => file.endsWith('.resolver.ts')));
    const sdl = demandsOfSdl(files.filter((file) => file.endsWith('.graphql')));
    expect(sdl.size).toBeGreaterThan(40);
    expect(sorted(sdl)).toEqual(sorted(resolvers));
  });
});
