import { z } from 'zod';
import { baseUrl, duration, list, parseEnv, port, secret } from './env';

const schema = z.object({
  PORT: port.default(3000),
  JWT_SECRET: secret,
  JWT_EXPIRES_IN: duration.default(900),
  CORS_ORIGIN: list.default([]),
  GATEWAY_URL: baseUrl,
});

describe('parseEnv', () => {
  it('reads values, and takes empty ones for absent', () => {
    const env = parseEnv(schema, {
      PORT: '',
      JWT_SECRET: 'x'.repeat(32),
      JWT_EXPIRES_IN: '15m',
      CORS_ORIGIN: 'http://a, http://b',
      GATEWAY_URL: 'http://localhost:4000/',
    });
    expect(env).toEqual({
      PORT: 3000,
      JWT_SECRET: 'x'.repeat(32),
      JWT_EXPIRES_IN: 900,
      CORS_ORIGIN: ['http://a', 'http://b'],
      GATEWAY_URL: 'http://localhost:4000',
    });
  });

  it('names all faults at once, never a value, and ends', () => {
    const written: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    const source = { PORT: '99999', JWT_SECRET: 'hunter2', JWT_EXPIRES_IN: 'soon' };
    expect(() => parseEnv(schema, source)).toThrow('exit 1');
    stderr.mockRestore();
    exit.mockRestore();
    const text = written.join('');
    for (const name of ['PORT', 'JWT_SECRET', 'JWT_EXPIRES_IN', 'GATEWAY_URL: is missing']) {
      expect(text).toContain(name);
    }
    expect(text).not.toContain('hunter2');
  });

  it.each([
    ['900', 900],
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['7d', 604_800],
  ])('reads the span %s', (text, seconds) => {
    expect(duration.parse(text)).toBe(seconds);
  });
});
