import { rmSync } from 'node:fs';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import { createTestDatabase, PATIENT_POOL, temporaryDirectory } from '@ai-finops/testkit';
import { AppModule } from '../src/app.module';
import type { Env } from '../src/env';
import { serviceOptions } from '../src/service-options';

/** Secrets of tests only. */
export const SERVICE_TOKEN = 'service-token-of-this-test-run-only-0123456789';
export const INTERNAL_SECRET = 'internal-secret-of-this-test-run-only-0123456789';

export interface AccountsServer {
  readonly url: string;
  readonly databaseUrl: string;
  /** Where its mails are written. */
  readonly outbox: string;
  stop(): Promise<void>;
}

/** The configuration of a test's server. */
export const accountsEnv = (databaseUrl: string, logLevel: Env['LOG_LEVEL'] = 'error'): Env => ({
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: logLevel,
  CORS_ORIGIN: ['http://localhost:3003'],
  TRUSTED_PROXIES: [],
  DATABASE_URL: databaseUrl,
  FRONTEND_URL: 'http://localhost:3003',
  // Not there unless a test says where: nothing is sent.
  MAIL_OUTBOX_DIR: '/nowhere',
  DATABASE_SERVICE_TOKEN: SERVICE_TOKEN,
  INTERNAL_TOKEN_SECRET: INTERNAL_SECRET,
  BACKGROUND_JOBS: 'off',
  AUDIT_RETENTION_DAYS: 365,
});

/** The real service over HTTP on a free port, with a database of its own. */
export async function startAccounts(settings: Partial<Env> = {}): Promise<AccountsServer> {
  const database = await createTestDatabase();
  const outbox = temporaryDirectory();
  const env = { ...accountsEnv(database.url), MAIL_OUTBOX_DIR: outbox, ...settings };
  const app = await createServiceApp(AppModule.forRoot(env, PATIENT_POOL), serviceOptions(env));
  await app.listen(0, env.HOST);
  return {
    url: await app.getUrl(),
    databaseUrl: database.url,
    outbox,
    async stop() {
      await app.close();
      await database.drop();
      rmSync(outbox, { recursive: true, force: true });
    },
  };
}
