import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { World } from './world';

const ROOT = join(__dirname, '../..');
const random = (): string => randomBytes(32).toString('base64url');

/** The secrets that a service does not start without. */
const SECRETS = {
  'subgraphs/accounts': ['DATABASE_SERVICE_TOKEN', 'INTERNAL_TOKEN_SECRET'],
  'subgraphs/auth': [
    'DATABASE_SERVICE_TOKEN',
    'JWT_SECRET',
    'JWT_REFRESH_SECRET',
    'INTERNAL_TOKEN_SECRET',
    'PASSWORD_PEPPER',
    'DATA_ENCRYPTION_KEY',
  ],
  'subgraphs/finops': [
    'JWT_SECRET',
    'INTERNAL_TOKEN_SECRET',
    'DATABASE_SERVICE_TOKEN',
    'DATA_ENCRYPTION_KEY',
  ],
  'subgraphs/assistant': ['INTERNAL_TOKEN_SECRET'],
  gateway: ['JWT_SECRET', 'DATABASE_SERVICE_TOKEN', 'INTERNAL_TOKEN_SECRET'],
} as const;

interface Start {
  readonly code: number | null;
  readonly output: string;
}

/** Starts a service by its built program in production and waits for its end. */
function start(directory: string, environment: Readonly<Record<string, string>>): Promise<Start> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: join(ROOT, directory),
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        PORT: '0',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    // One that would start after all must not run on.
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

/** OP-01 and TK-03: with what a service refuses to start in production. */
export function configuration(): void {
  const services = Object.entries(SECRETS);

  it.each(services)(
    'OP-01 %s does not start in production without its secrets, and names them all',
    async (directory, names) => {
      const { code, output } = await start(directory, {});
      expect(code).toBe(1);
      for (const name of names) expect(output).toContain(`${name}: is missing`);
    },
  );

  it.each(services)(
    'OP-01 %s refuses default, short, repeated and made-up secrets without showing them',
    async (directory, names) => {
      const weak = [
        'your-super-secret-jwt-key-change-in-production',
        'hunter2-is-short',
        'a'.repeat(64),
        'abc123'.repeat(8),
        'passwordpasswordpasswordpassword',
      ];
      const environment = Object.fromEntries(
        names.map((name, i) => [name, weak[i % weak.length] ?? '']),
      );
      const { code, output } = await start(directory, environment);
      expect(code).toBe(1);
      for (const name of names) expect(output).toContain(`${name}: `);
      for (const value of weak) expect(output).not.toContain(value);
    },
  );

  it.each(services.filter(([, names]) => names.length > 1))(
    'OP-01 %s refuses one secret for two things',
    async (directory, names) => {
      const same = random();
      const environment = Object.fromEntries(names.map((name) => [name, same]));
      const { code, output } = await start(directory, environment);
      expect(code).toBe(1);
      for (const name of names.slice(1)) expect(output).toContain(`${name}: must differ`);
      expect(output).not.toContain(same);
    },
  );

  it('TK-03 signs with nothing that is shorter than 256 bits or can be guessed', async () => {
    const good = Object.fromEntries(SECRETS.gateway.map((name) => [name, random()]));
    const guessable = [
      random().slice(0, 31),
      '0123456789abcdef0123456789abcdef0123456789abcdef',
      'my-very-own-signing-Secret-of-2026-for-us',
      'qwertyuiopasdfghjklzxcvbnm1234567890QWERTY',
    ];
    for (const JWT_SECRET of guessable) {
      const { code, output } = await start('gateway', { ...good, JWT_SECRET });
      expect([code, output.includes('JWT_SECRET: ')]).toEqual([1, true]);
      expect(output).not.toContain(JWT_SECRET);
    }
    // A random one is no fault of the configuration.
    const blocked = createServer();
    await new Promise<void>((resolve) => blocked.listen(0, '127.0.0.1', resolve));
    const address = blocked.address();
    const PORT = typeof address === 'object' ? String(address?.port) : '';
    const { output } = await start('gateway', { ...good, PORT });
    blocked.close();
    expect(output).toContain('is in use');
    expect(output).not.toContain('JWT_SECRET');
  });
}

/** OP-03: what an installation does not bring along or show. */
export function exposure(world: () => World): void {
  it('OP-03 has no account that everybody knows', async () => {
    const accounts = [
      ['demo@ai-finops.local', 'demo'],
      ['demo@ai-finops.local', 'password'],
      ['admin@example.com', 'admin'],
      ['admin@ai-finops.local', 'admin'],
      ['test@example.com', 'Test123456'],
    ];
    for (const [email, password] of accounts) {
      const answer = await world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
      });
      expect([401, 429]).toContain(answer.status);
    }
  });

  it('OP-03 shows no files, documents or measurements in production', async () => {
    const paths = [
      '/.env',
      '/.git/config',
      '/.git/HEAD',
      '/package.json',
      '/dist/main.js.map',
      '/main.js.map',
      '/api/docs',
      '/api/docs-json',
      '/api/docs/swagger-ui.css',
      '/swagger',
      '/openapi.json',
      '/metrics',
      '/debug',
      '/server-status',
      '/..%2f..%2f.env',
      '/auth/..%2f..%2f.env',
    ];
    for (const service of ['gateway', 'auth', 'accounts', 'finops', 'assistant'] as const) {
      for (const path of paths) {
        const answer = await world().rest(service, `GET ${path}`);
        expect([service, path, [400, 401, 404].includes(answer.status)]).toEqual([
          service,
          path,
          true,
        ]);
      }
    }
  });
}

/** Nothing secret that was said or answered, and no secret of the installation, is in any log of a service. */
export function expectSilentLogs({ platform, spoken }: World): void {
  const directory = join(platform.dataDirectory, 'logs');
  const names = readdirSync(directory);
  for (const service of ['accounts', 'auth', 'finops', 'assistant', 'gateway']) {
    expect(names).toContain(`${service}.log`);
  }
  const text = names.map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
  expect(text.length).toBeGreaterThan(1_000);
  const secret = [...spoken, ...Object.values(platform.secrets)].filter(
    // Shorter ones are words that a log may hold for other reasons.
    (word) => word.length >= 8,
  );
  expect(secret.length).toBeGreaterThan(10);
  const found = secret.filter(
    (word) => text.includes(word) || text.includes(encodeURIComponent(word)),
  );
  expect(found).toEqual([]);
  expect(text).not.toMatch(/\$2[aby]\$\d\d\$|postgres(ql)?:\/\/[^\s"]*:[^\s"]*@/);
}

/** OP-01, the other half: after everything was asked and answered, nothing secret is in any log. */
export function silence(world: () => World): void {
  it('OP-01 writes no secret, password or token to any log', () => expectSilentLogs(world()));
}
