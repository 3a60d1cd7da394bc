import { readEnv } from './env';

const SECRETS = {
  JWT_SECRET: 'j'.repeat(32),
  DATABASE_SERVICE_TOKEN: 'd'.repeat(32),
  INTERNAL_TOKEN_SECRET: 'i'.repeat(32),
};

describe("the gateway's configuration", () => {
  it('knows where everything is by default and takes blank for absent', () => {
    const env = readEnv({
      ...SECRETS,
      PORT: '',
      CORS_ORIGIN: 'https://a.example, https://b.example',
    });
    expect(env).toMatchObject({
      PORT: 4000,
      HOST: '127.0.0.1',
      DATABASE_SERVICE_URL: 'http://127.0.0.1:3002',
      AUTH_SERVICE_URL: 'http://127.0.0.1:3001',
      FINOPS_SERVICE_URL: 'http://127.0.0.1:3000',
      ASSISTANT_SERVICE_URL: 'http://127.0.0.1:3004',
      CORS_ORIGIN: ['https://a.example', 'https://b.example'],
    });
    expect(env.SUPERGRAPH_PATH).toMatch(/gateway\/supergraph\.graphql$/);
  });

  it('names every fault at once, without a value, and ends the process', () => {
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() =>
      readEnv({ ...SECRETS, JWT_SECRET: 'short-and-secret', PORT: '99999', AUTH_SERVICE_URL: 'x' }),
    ).toThrow('exit');
    const said = String(write.mock.calls[0]?.[0]);
    expect(said).toMatch(/PORT:[\s\S]*AUTH_SERVICE_URL:[\s\S]*JWT_SECRET: must have at least 32/);
    expect(said).not.toContain('short-and-secret');
    write.mockClear();
    expect(() => readEnv({ ...SECRETS, TLS_KEY_PATH: '/key.pem' })).toThrow('exit');
    expect(() => readEnv({ ...SECRETS, TLS_CERT_PATH: '/cert.pem' })).toThrow('exit');
    expect(write.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/ TLS_CERT_PATH: is missing/),
      expect.stringMatching(/ TLS_KEY_PATH: is missing/),
    ]);
    exit.mockRestore();
    write.mockRestore();
  });
});
