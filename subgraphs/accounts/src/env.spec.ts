import { mailOptions, readEnv } from './env';

const GOOD = {
  DATABASE_URL: 'postgresql://localhost/db',
  DATABASE_SERVICE_TOKEN: 'd'.repeat(32),
  INTERNAL_TOKEN_SECRET: 'i'.repeat(32),
};

describe('the configuration of accounts', () => {
  it('has the documented port, and lets the web app in from where it is', () => {
    const env = readEnv({ ...GOOD, FRONTEND_URL: 'https://finops.example/' });
    expect(env.PORT).toBe(3002);
    expect(env.CORS_ORIGIN).toContain('https://finops.example');
  });

  it('writes mails into files until it is told of a mail server', () => {
    const webUrl = 'https://finops.example';
    expect(mailOptions(readEnv({ ...GOOD, FRONTEND_URL: webUrl }))).toEqual({
      kind: 'outbox',
      directory: '.data/outbox',
      from: 'AI-FinOps <no-reply@finops.example>',
      webUrl,
    });
    const SMTP_URL = 'smtps://user:secret@mail.example:465';
    const MAIL_FROM = 'finops@example.com';
    expect(mailOptions(readEnv({ ...GOOD, SMTP_URL, MAIL_FROM }))).toEqual({
      kind: 'smtp',
      url: SMTP_URL,
      from: MAIL_FROM,
      webUrl: 'http://localhost:3003',
    });
  });

  it('refuses to start with nothing, saying everything that is missing', () => {
    const written: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    expect(() => readEnv({})).toThrow('exit');
    stderr.mockRestore();
    exit.mockRestore();
    for (const name of Object.keys(GOOD)) expect(written.join('')).toContain(`${name}: is missing`);
  });
});
