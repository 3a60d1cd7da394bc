import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentSecrets } from './secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'secrets-'));

afterAll(() => rmSync(directory, { recursive: true }));

describe('development secrets', () => {
  it('are made up once and kept for their owner only', () => {
    const file = join(directory, 'fresh.json');
    const secrets = developmentSecrets(file);
    expect(developmentSecrets(file)).toEqual(secrets);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
    expect(Buffer.from(secrets.JWT_SECRET, 'base64url').length).toBe(48);
    expect(secrets.DEMO_PASSWORD.length).toBeGreaterThanOrEqual(15);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that are missing join those that are kept', () => {
    const file = join(directory, 'older.json');
    writeFileSync(file, JSON.stringify({ JWT_SECRET: 'kept', other: 'left alone' }));
    const secrets = developmentSecrets(file);
    expect(secrets.JWT_SECRET).toBe('kept');
    expect(secrets.PASSWORD_PEPPER).toMatch(/^[\w-]{64}$/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      ...secrets,
      other: 'left alone',
    });
  });

  it('are made anew when the file is not readable', () => {
    const file = join(directory, 'broken.json');
    writeFileSync(file, '{"JWT_SECRET":');
    expect(developmentSecrets(file).JWT_SECRET).toMatch(/^[\w-]{64}$/);
  });
});
