import { parseEnv } from './env';

const SESSION_SECRET = 'x'.repeat(32);

describe('the environment of the web app', () => {
  it('has the documented addresses by default', () => {
    expect(parseEnv({ SESSION_SECRET })).toEqual({
      NODE_ENV: 'production',
      GATEWAY_URL: 'http://127.0.0.1:4000',
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
});
