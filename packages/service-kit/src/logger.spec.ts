import { logLine } from './logger';

const line = (fields: Record<string, unknown>) =>
  logLine('info', 'auth', 'message', 'Context', fields);

describe('logLine', () => {
  it('leaves out secrets, however deep', () => {
    const text = line({
      request: { headers: { authorization: 'Bearer abc', cookie: 'abc' } },
      input: { password: 'abc', refreshToken: 'abc', passwordHash: 'abc', clientSecret: 'abc' },
    });
    expect(text).not.toContain('abc');
    expect(JSON.parse(text).input.password).toBe('[redacted]');
  });

  it('keeps one entry on one line, whatever the text', () => {
    expect(line({ path: 'a\r\nb' }).split('\n')).toHaveLength(1);
  });

  it('keeps an error with its stack and cause', () => {
    const { err } = JSON.parse(line({ err: new Error('outer', { cause: new Error('inner') }) }));
    expect(err).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
    expect(err.stack).toContain('logger.spec');
  });

  it('writes 64-bit counts', () => {
    expect(JSON.parse(line({ rows: 10n })).rows).toBe('10');
  });
});
