import { signInternalToken } from '@ai-finops/service-kit/internal-token';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { type Answer, ask } from '../../accounts/test/ask';
import {
  type AccountsServer,
  INTERNAL_SECRET,
  SERVICE_TOKEN,
  startAccounts,
} from '../../accounts/test/server';
import { AppModule } from '../src/app.module';
import type { Env } from '../src/env';
import { serviceOptions } from '../src/service-options';

/** Secrets of tests only. */
export const JWT_SECRET = 'access-token-secret-of-this-test-run-0123456789';
export const PEPPER = 'pepper-of-this-test-run-only-0123456789abcdef';

export interface Pair {
  readonly accounts: AccountsServer;
  /** Of auth. */
  readonly url: string;
  /** One request to auth, such as `call('POST /auth/login', { email, password })`. */
  call(line: string, body?: unknown, bearer?: string): Promise<Answer>;
  /** One request to accounts with the service credential. */
  data(line: string, body?: unknown): Promise<Answer>;
  /** Asks auth's subgraph as the gateway would. */
  graph(query: string, variables?: object, viewer?: Viewer | null): Promise<Answer>;
  stop(): Promise<void>;
}

/** A machine that runs suites may hold everything up for longer than a user would wait. */
const PATIENCE_MS = 60_000;

/** Another auth process on the same accounts, such as a replica. */
export async function startAuth(
  accountsUrl: string,
  settings: Partial<Env> = {},
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const env: Env = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'error',
    CORS_ORIGIN: [],
    TRUSTED_PROXIES: [],
    DATABASE_SERVICE_URL: accountsUrl,
    DATABASE_SERVICE_TOKEN: SERVICE_TOKEN,
    JWT_SECRET,
    JWT_EXPIRES_IN: 900,
    JWT_REFRESH_SECRET: 'refresh-token-secret-of-this-test-run-0123456789',
    JWT_REFRESH_EXPIRES_IN: 604_800,
    INTERNAL_TOKEN_SECRET: INTERNAL_SECRET,
    PASSWORD_PEPPER: PEPPER,
    DATA_ENCRYPTION_KEY: 'data-encryption-key-of-this-test-run-0123456789',
    FRONTEND_URL: 'http://localhost:3003',
    // The floor: tests sign in often.
    BCRYPT_COST: 10,
    OIDC_PROVIDERS: [],
    SETUP_TOKEN_EXPIRES_IN: 3_600,
    ...settings,
  };
  const app = await createServiceApp(AppModule.forRoot(env, PATIENCE_MS), serviceOptions(env));
  await app.listen(0, env.HOST);
  return { url: await app.getUrl(), stop: () => app.close() };
}

/** The real accounts and auth over HTTP on free ports, with a database of their own. */
export async function startPair(
  settings: Partial<Env> = {},
  accountsSettings: Parameters<typeof startAccounts>[0] = {},
): Promise<Pair> {
  const accounts = await startAccounts(accountsSettings);
  const auth = await startAuth(accounts.url, settings);
  const at = (base: string, line: string): string => line.replace(' ', ` ${base}`);
  return {
    accounts,
    url: auth.url,
    call: (line, body, bearer) => ask(at(auth.url, line), { body, bearer }),
    data: (line, body) => ask(at(accounts.url, line), { body, bearer: SERVICE_TOKEN }),
    graph(query, variables = {}, viewer = null) {
      const client = { ip: '198.51.100.4', userAgent: 'graph-client/1' };
      const token = signInternalToken(INTERNAL_SECRET, 'auth', { viewer, client, requestId: 'r1' });
      return ask(`POST ${auth.url}/graphql`, {
        headers: { 'x-internal-token': token },
        body: { query, variables },
      });
    },
    async stop() {
      await auth.stop();
      await accounts.stop();
    },
  };
}
