import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPlatform } from '@ai-finops/testkit';
import Ajv from 'ajv/dist/2020';
import { type Answer, type Person, World } from './security/world';

const SERVICES = ['accounts', 'auth', 'finops', 'assistant'] as const;
type Service = (typeof SERVICES)[number];

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly format?: string;
  readonly default?: unknown;
}
interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, unknown>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Call {
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const documentOf = (service: Service): Document =>
  JSON.parse(readFileSync(join(__dirname, '../subgraphs', service, 'openapi.json'), 'utf8'));
const DOCUMENTS = Object.fromEntries(
  SERVICES.map((service) => [service, documentOf(service)]),
) as Record<Service, Document>;

const CALLS: readonly Call[] = SERVICES.flatMap((service) =>
  Object.entries(DOCUMENTS[service].paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      service,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  ),
);

const lenient = { strict: false, validateFormats: false } as const;
const pointer = (text: string): string =>
  text.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');

/** Bodies that a schema does not allow, made from it. */
function wrongBodies(schema: Schema): unknown[] {
  const bodies: unknown[] = [null, [], 7, 'text'];
  for (const name of schema.required ?? []) {
    for (const value of [{ $ne: null }, [], 12.5, true]) bodies.push({ [name]: value });
  }
  if (schema.required?.length) bodies.push({});
  return bodies;
}

describe('the OpenAPI documents', () => {
  let world: World;
  let person: Person;
  const validators = new Map<Service, Ajv>();

  beforeAll(async () => {
    const platform = await startPlatform({
      environment: { TRUSTED_PROXIES: '127.0.0.1', BCRYPT_COST: '10' },
    });
    world = new World(platform);
    person = await world.member('ADMIN');
    for (const service of SERVICES) {
      validators.set(service, new Ajv(lenient).addSchema({ $id: service, ...DOCUMENTS[service] }));
    }
  });
  afterAll(() => world?.platform.stop());

  /** A value that the schema allows, and mostly one that means something to the platform. */
  function sample(document: Document, schema: Schema, name = ''): unknown {
    const known: Readonly<Record<string, unknown>> = {
      email: `sample-${randomUUID()}@example.com`,
      password: 'a sample of a pass phrase',
      newPassword: 'another sample of a phrase',
      currentPassword: 'not the one of anybody',
      passwordHash: `$2b$12$${'N'.repeat(22)}${'a'.repeat(31)}`,
      userId: person.id,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    if (schema.$ref) {
      const named = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
      return sample(document, named ?? {}, name);
    }
    if (name in known && schema.type !== 'object') return known[name];
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    if (schema.anyOf) return sample(document, schema.anyOf[0] ?? {}, name);
    if (schema.type === 'object') {
      const required = Object.entries(schema.properties ?? {}).filter(([property]) =>
        schema.required?.includes(property),
      );
      return Object.fromEntries(
        required.map(([property, inner]) => [property, sample(document, inner, property)]),
      );
    }
    if (schema.type === 'array') return schema.items ? [sample(document, schema.items)] : [];
    if (schema.type === 'boolean') return true;
    if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
    return 'x'.repeat(Math.max(8, schema.minLength ?? 0));
  }

  function send(call: Call, body: unknown, token: string | undefined): Promise<Answer> {
    const { service, method, operation } = call;
    const ids: Readonly<Record<string, string>> = { id: person.id, userId: person.id };
    const path = call.path.replaceAll(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(ids[name] ?? (name === 'email' ? person.email : 'absent')),
    );
    const type = Object.keys(operation.requestBody?.content ?? {})[0];
    return world.rest(service, `${method} ${path}`, {
      ...(token === undefined ? {} : { token }),
      ...(type === undefined ? {} : { body, headers: { 'content-type': type } }),
    });
  }

  /** The status is one that the document has, and so is the body. */
  function expectDeclared({ service, method, path, operation }: Call, answer: Answer): void {
    const label = `${method} ${path}`;
    const declared = operation.responses[answer.status];
    expect([label, answer.status, declared !== undefined, answer.text.slice(0, 300)]).toEqual([
      label,
      answer.status,
      true,
      expect.any(String),
    ]);
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const content = declared?.content;
    if (!content) return;
    expect([label, answer.status, Object.keys(content)]).toEqual([
      label,
      answer.status,
      expect.arrayContaining([type]),
    ]);
    if (answer.body === undefined) return;
    const at = `/paths/${pointer(path)}/${method.toLowerCase()}/responses/${answer.status}/content/${pointer(type)}/schema`;
    const check = validators.get(service)?.getSchema(`${service}#${at}`);
    expect([label, answer.status, check?.(answer.body), check?.errors]).toEqual([
      label,
      answer.status,
      true,
      null,
    ]);
  }

  /** Ending one's own session or account would end the test. */
  const isFinal = ({ method, path }: Call): boolean =>
    method === 'DELETE' || /logout|password|disable/.test(path);
  const credential = ({ operation }: Call): string | undefined => {
    const [scheme] = operation.security ?? [];
    if (!scheme) return undefined;
    return 'serviceToken' in scheme
      ? world.platform.secrets.DATABASE_SERVICE_TOKEN
      : person.accessToken;
  };
  const bodySchema = ({ service, operation }: Call): Schema | undefined => {
    const schema = operation.requestBody?.content['application/json']?.schema;
    return schema?.$ref
      ? DOCUMENTS[service].components.schemas[schema.$ref.split('/').at(-1) ?? '']
      : schema;
  };
  const named = CALLS.map((call) => [`${call.service} ${call.method} ${call.path}`, call] as const);
  const ordered = [...named].sort(([, a], [, b]) => Number(isFinal(a)) - Number(isFinal(b)));

  it.each(named)('refuses who has no credential as it says: %s', async (_, call) => {
    if (!call.operation.security) return;
    const schema = bodySchema(call);
    const body = schema ? sample(DOCUMENTS[call.service], schema) : '';
    for (const token of [undefined, 'not-a-token']) {
      const answer = await send(call, body, token);
      expectDeclared(call, answer);
      // A logout by refresh token alone needs no other credential.
      if (call.path !== '/auth/logout') expect(answer.status).toBe(401);
    }
  });

  it.each(named)('refuses what its schema does not allow as it says: %s', async (_, call) => {
    const schema = bodySchema(call);
    if (!schema || isFinal(call)) return;
    for (const body of wrongBodies(schema)) {
      const answer = await send(call, JSON.stringify(body), credential(call));
      expectDeclared(call, answer);
      expect(answer.status).toBeLessThan(500);
    }
  });

  it.each(ordered)('answers as it says: %s', async (_, call) => {
    const schema = bodySchema(call);
    const body = schema ? sample(DOCUMENTS[call.service], schema) : '';
    expectDeclared(call, await send(call, body, credential(call)));
  });
});
