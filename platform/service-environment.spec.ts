import { dataDirectory } from './data-directory.ts';
import type { Secrets } from './secrets.ts';
import { serviceEnvironment } from './service-environment.ts';
import { portsFrom } from './service-ports.ts';
import { type ServiceName, serviceNamed } from './services.ts';

const secrets: Secrets = {
  POSTGRES_PASSWORD: 'postgres password',
  JWT_SECRET: 'jwt',
  JWT_REFRESH_SECRET: 'refresh',
  DATABASE_SERVICE_TOKEN: 'service',
  INTERNAL_TOKEN_SECRET: 'internal',
  PASSWORD_PEPPER: 'pepper',
  DATA_ENCRYPTION_KEY: 'sealing',
  SESSION_SECRET: 'session',
  SETUP_TOKEN: 'setup',
  DEMO_PASSWORD: 'demo',
};

const of = (name: ServiceName, own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv =>
  serviceEnvironment(serviceNamed(name), {
    own,
    data: dataDirectory('/data'),
    ports: portsFrom({ GATEWAY_PORT: '4100' }),
    secrets,
    databaseUrl: 'postgresql://here/db',
  });

describe('the environment of a service', () => {
  it('has its own port and the addresses of the others', () => {
    expect(of('gateway')).toMatchObject({
      PORT: '4100',
      HOST: '127.0.0.1',
      DATABASE_SERVICE_URL: 'http://127.0.0.1:3002',
      AUTH_SERVICE_URL: 'http://127.0.0.1:3001',
      FINOPS_SERVICE_URL: 'http://127.0.0.1:3000',
      ASSISTANT_SERVICE_URL: 'http://127.0.0.1:3004',
    });
    expect(of('web').GATEWAY_URL).toBe('http://127.0.0.1:4100');
  });

  it('names the database only to those that use it', () => {
    expect(of('accounts').DATABASE_URL).toBe('postgresql://here/db');
    expect(of('auth', { DATABASE_URL: 'postgresql://here/db' }).DATABASE_URL).toBeUndefined();
    expect(of('web', { DATABASE_URL: 'postgresql://here/db' }).DATABASE_URL).toBeUndefined();
  });

  it('holds each made-up secret only where it is used', () => {
    expect(of('auth')).toMatchObject({ JWT_REFRESH_SECRET: 'refresh', PASSWORD_PEPPER: 'pepper' });
    expect(of('auth').DATA_ENCRYPTION_KEY).toBe('sealing');
    expect(of('finops').DATA_ENCRYPTION_KEY).toBe('sealing');
    expect(of('accounts').DATA_ENCRYPTION_KEY).toBeUndefined();
    expect(of('finops').PASSWORD_PEPPER).toBeUndefined();
    expect(of('auth').SETUP_TOKEN).toBe('setup');
    expect(of('accounts').SETUP_TOKEN).toBeUndefined();
    expect(of('web').SESSION_SECRET).toBe('session');
    expect(of('gateway').SESSION_SECRET).toBeUndefined();
    for (const name of ['accounts', 'auth', 'finops', 'assistant', 'gateway', 'web'] as const) {
      const values = Object.values(of(name));
      expect(values).not.toContain('postgres password');
      expect(values).not.toContain('demo');
      if (name === 'web') expect(values).not.toContain('jwt');
    }
  });

  it('keeps what the launcher was started with, and lets empty variables count as absent', () => {
    const environment = of('auth', {
      JWT_SECRET: 'mine',
      JWT_EXPIRES_IN: '5m',
      PASSWORD_PEPPER: '',
      PORT: '9',
    });
    expect(environment).toMatchObject({
      JWT_SECRET: 'mine',
      JWT_EXPIRES_IN: '5m',
      PASSWORD_PEPPER: 'pepper',
      PORT: '3001',
    });
  });

  it('takes a host only when it is an address, since shells export the machine’s name', () => {
    expect(of('auth', { HOST: 'my-laptop' }).HOST).toBe('127.0.0.1');
    expect(of('auth', { HOST: '0.0.0.0' }).HOST).toBe('0.0.0.0');
  });

  it('opens the costs of a laptop to everybody who can log in, unless told otherwise', () => {
    expect(of('finops').DEFAULT_COST_ACCESS).toBe('all');
    expect(of('finops', { DEFAULT_COST_ACCESS: 'none' }).DEFAULT_COST_ACCESS).toBe('none');
  });

  it('is production for the web app, which is built', () => {
    expect(of('web', { NODE_ENV: 'development' }).NODE_ENV).toBe('production');
    expect(of('auth').NODE_ENV).toBe('development');
  });
});
