import { randomBytes } from 'node:crypto';
import { readEnv } from './env';

const GOOD = {
  DATABASE_SERVICE_TOKEN: 'd'.repeat(32),
  JWT_SECRET: 'j'.repeat(32),
  JWT_REFRESH_SECRET: 'r'.repeat(32),
  INTERNAL_TOKEN_SECRET: 'i'.repeat(32),
  PASSWORD_PEPPER: 'p'.repeat(32),
  DATA_ENCRYPTION_KEY: 'e'.repeat(32),
};

/** What the service prints when it refuses to start. */
function refusal(source: Readonly<Record<string, string>>): string {
  const written: string[] = [];
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit');
  });
  expect(() => readEnv(source)).toThrow('exit');
  stderr.mockRestore();
  exit.mockRestore();
  return written.join('');
}

describe('the configuration of auth', () => {
  it('has the documented defaults', () => {
    expect(readEnv(GOOD)).toMatchObject({
      PORT: 3001,
      JWT_EXPIRES_IN: 900,
      JWT_REFRESH_EXPIRES_IN: 604_800,
      BCRYPT_COST: 12,
    });
    expect(readEnv({ ...GOOD, JWT_EXPIRES_IN: '10m', JWT_REFRESH_EXPIRES_IN: '1d' })).toMatchObject(
      {
        JWT_EXPIRES_IN: 600,
        JWT_REFRESH_EXPIRES_IN: 86_400,
      },
    );
  });

  it('hashes at cost 12 in production unless told otherwise, and never below 10', () => {
    const secrets = Object.fromEntries(
      Object.keys(GOOD).map((name) => [name, randomBytes(32).toString('hex')]),
    );
    const production = { ...secrets, NODE_ENV: 'production' };
    expect(readEnv(production).BCRYPT_COST).toBe(12);
    // As a deployment passes on what nobody has set.
    expect(readEnv({ ...production, BCRYPT_COST: '' }).BCRYPT_COST).toBe(12);
    expect(readEnv({ ...production, BCRYPT_COST: '10' }).BCRYPT_COST).toBe(10);
    for (const BCRYPT_COST of ['9', '0', '-12', '10.5', 'low']) {
      expect(refusal({ ...production, BCRYPT_COST })).toContain('BCRYPT_COST');
    }
  });

  it('needs every secret', () => {
    const text = refusal({});
    for (const name of Object.keys(GOOD)) expect(text).toContain(`${name}: is missing`);
  });

  it.each([
    ['a short secret', { JWT_SECRET: 'hunter2' }, 'JWT_SECRET'],
    [
      'the documentation’s secret',
      { JWT_SECRET: 'your-super-secret-jwt-key-change-in-production' },
      'JWT_SECRET',
    ],
    ['one secret for two things', { JWT_REFRESH_SECRET: 'j'.repeat(32) }, 'JWT_REFRESH_SECRET'],
    ['access tokens that live too long', { JWT_EXPIRES_IN: '1h' }, 'JWT_EXPIRES_IN'],
    ['a weak cost', { BCRYPT_COST: '9' }, 'BCRYPT_COST'],
    ['no span', { JWT_REFRESH_EXPIRES_IN: 'soon' }, 'JWT_REFRESH_EXPIRES_IN'],
  ])('refuses %s without repeating it', (_, change: Record<string, string>, name) => {
    const text = refusal({ ...GOOD, ...change });
    expect(text).toContain(name);
    if (name.endsWith('SECRET')) expect(text).not.toContain(change[name]);
  });

  it('refuses OpenID Connect providers that prove nothing, without repeating their secrets', () => {
    const clientSecret = 'zQ4vL8nX2cB6mK1pR7tW';
    const provider = { id: 'one', name: 'One', issuer: 'http://sso.example', clientId: 'x' };
    const list = (change: object) => JSON.stringify([{ ...provider, clientSecret, ...change }]);
    for (const OIDC_PROVIDERS of [list({}), list({ id: 'A' }), `[${clientSecret}`]) {
      const text = refusal({ ...GOOD, OIDC_PROVIDERS });
      expect(text).toContain('OIDC_PROVIDERS: ');
      expect(text).not.toContain(clientSecret);
    }
    const OIDC_PROVIDERS = list({ issuer: 'https://sso.example' });
    expect(readEnv({ ...GOOD, OIDC_PROVIDERS }).OIDC_PROVIDERS).toMatchObject([{ id: 'one' }]);
  });
});
