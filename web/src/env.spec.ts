import { randomBytes } from 'node:crypto';
import { parseEnv } from './env';

const SESSION_SECRET = randomBytes(32).toString('hex');

describe('the environment of the web app', () => {
  it('has the documented addresses by default', () => {
    expect(parseEnv({ SESSION_SECRET })).toEqual({
      NODE_ENV: 'production',
      GATEWAY_URL: 'http://127.0.0.1:4000',
      FINOPS_SERVICE_URL: 'http://127.0.0.1:3000',
      FRONTEND_URL: 'http://localhost:3003',
      SESSION_SECRET,
      TRUSTED_PROXIES: [],
    });
  });

  it('takes lists and addresses with a slash at the end', () => {
    const parsed = parseEnv({
      SESSION_SECRET,
      GATEWAY_URL: 'http://gateway:4000/',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    });
    expect(parsed.GATEWAY_URL).toBe('http://gateway:4000');
    expect(parsed.TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '::1']);
  });

  it('names all faults at once and shows no value', () => {
    const faulty = () => parseEnv({ SESSION_SECRET: 'short-secret', GATEWAY_URL: 'gateway' });
    expect(faulty).toThrow(/GATEWAY_URL: [\s\S]*SESSION_SECRET: must have at least 32 characters/);
    expect(faulty).not.toThrow(/short-secret/);
    expect(() => parseEnv({ SESSION_SECRET: '' })).toThrow('SESSION_SECRET: is missing');
  });

  it.each([
    'your-super-secret-session-key-change-in-production',
    'x'.repeat(64),
    'abc123'.repeat(8),
    '0123456789abcdefghijklmnopqrstuvwxyz',
    'passwordpasswordpasswordpassword',
  ])('refuses a secret in production that could be guessed, without repeating it: %s', (secret) => {
    const start = () => parseEnv({ SESSION_SECRET: secret, NODE_ENV: 'production' });
    expect(start).toThrow('SESSION_SECRET: could be guessed');
    expect(start).not.toThrow(secret);
    const development = { SESSION_SECRET: secret, NODE_ENV: 'development' };
    expect(parseEnv(development).SESSION_SECRET).toBe(secret);
  });
});
