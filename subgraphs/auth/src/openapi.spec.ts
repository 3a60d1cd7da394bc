import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { OPENAPI_FILE, openApi } from './openapi';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
}

describe('the OpenAPI document of auth', () => {
  let text: string;
  beforeAll(async () => {
    text = await openApi();
  });

  it('is the one that is checked in (npm run openapi -w @ai-finops/auth writes it)', () => {
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

  it('says that a name may be null, and how long a password is', () => {
    const { Profile, Registration } = JSON.parse(text).components.schemas;
    const nullable = expect.objectContaining({
      anyOf: [expect.objectContaining({ type: 'string' }), { type: 'null' }],
    });
    expect(Profile.properties.name).toEqual(nullable);
    expect(Registration.properties.name).toEqual(nullable);
    expect(Registration.properties.password).toMatchObject({ minLength: 8, maxLength: 256 });
  });

  it('has every documented route, and which of them need an access token', () => {
    const paths: Record<string, Record<string, Operation>> = JSON.parse(text).paths;
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security }]) => [
        `${method.toUpperCase()} ${path}`,
        security !== undefined,
      ]),
    );
    expect(Object.fromEntries(routes)).toEqual({
      'GET /.well-known/jwks.json': false,
      'POST /auth/register': false,
      'POST /auth/login': false,
      'POST /auth/login/second-factor': false,
      'GET /auth/second-factor': true,
      'POST /auth/second-factor/enrol': true,
      'POST /auth/second-factor/confirm': true,
      'POST /auth/second-factor/recovery-codes': true,
      'POST /auth/second-factor/disable': true,
      'POST /auth/login/passkey/options': false,
      'POST /auth/login/passkey': false,
      'GET /auth/passkeys': true,
      'POST /auth/passkeys/options': true,
      'POST /auth/passkeys': true,
      'PUT /auth/passkeys/{id}': true,
      'DELETE /auth/passkeys/{id}': true,
      'GET /auth/login/oidc/providers': false,
      'POST /auth/login/oidc/options': false,
      'POST /auth/login/oidc': false,
      'GET /auth/identities': true,
      'POST /auth/identities/options': true,
      'POST /auth/identities': true,
      'DELETE /auth/identities/{id}': true,
      'POST /auth/refresh': false,
      'POST /auth/logout': true,
      'POST /auth/setup': false,
      'POST /auth/logout-everywhere': true,
      'GET /auth/sessions': true,
      'DELETE /auth/sessions/{id}': true,
      'GET /auth/profile': true,
      'PATCH /auth/profile': true,
      'POST /auth/change-password': true,
      'POST /auth/forgot-password': false,
      'POST /auth/reset-password': false,
      'POST /auth/change-email': true,
      'POST /auth/confirm-email': false,
      'GET /auth/validate': true,
      'POST /auth/validate': true,
      'POST /auth/api-keys': true,
      'GET /auth/api-keys': true,
      'DELETE /auth/api-keys/{id}': true,
      'GET /auth/health': false,
      'GET /auth/health/ready': false,
    });
  });
});
