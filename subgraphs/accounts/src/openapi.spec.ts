import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { OPENAPI_FILE, openApi } from './openapi';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
}

describe('the OpenAPI document of accounts', () => {
  let text: string;
  beforeAll(async () => {
    text = await openApi();
  });

  it('is the one that is checked in (npm run openapi -w @ai-finops/accounts writes it)', () => {
    expect(readFileSync(OPENAPI_FILE, 'utf8')).toBe(text);
  });

  it('has sound schemas, and every reference leads to one', () => {
    const { openapi, components } = JSON.parse(text);
    expect(openapi).toBe('3.1.0');
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const schema of Object.values<object>(components.schemas)) ajv.compile(schema);
    for (const [, name = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(components.schemas)).toContain(name);
    }
  });

  it('says that a name may be null', () => {
    const { User, NewUser } = JSON.parse(text).components.schemas;
    const nullable = expect.objectContaining({
      anyOf: [expect.objectContaining({ type: 'string' }), { type: 'null' }],
    });
    expect(User.properties.name).toEqual(nullable);
    expect(NewUser.properties.name).toEqual(nullable);
  });

  it('names the credential on every route but health', () => {
    const paths: Record<string, Record<string, Operation>> = JSON.parse(text).paths;
    for (const [path, operations] of Object.entries(paths)) {
      for (const operation of Object.values(operations)) {
        const open = path.startsWith('/health');
        expect([path, operation.security]).toEqual([
          path,
          open ? undefined : [{ serviceToken: [] }],
        ]);
      }
    }
  });

  it('has every documented route', () => {
    const paths: Record<string, Record<string, Operation>> = JSON.parse(text).paths;
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        'POST /users',
        'GET /users',
        'GET /users/{id}',
        'GET /users/email/{email}',
        'PUT /users/{id}',
        'DELETE /users/{id}',
        'POST /refresh-tokens',
        'GET /refresh-tokens/{token}',
        'DELETE /refresh-tokens/{token}',
        'DELETE /refresh-tokens/user/{userId}',
        'POST /refresh-tokens/cleanup',
        'POST /sessions',
        'GET /sessions/user/{userId}',
        'DELETE /sessions/{id}',
        'DELETE /sessions/user/{userId}',
        'POST /sessions/cleanup',
        'GET /health',
      ]),
    );
  });
});
