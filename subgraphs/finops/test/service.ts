import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { signAccessToken } from '@ai-finops/service-kit/access-token';
import type { AuditReport } from '@ai-finops/service-kit/audit-events';
import {
  type Audience,
  INTERNAL_TOKEN_HEADER,
  signInternalToken,
} from '@ai-finops/service-kit/internal-token';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { createTestDatabase, PATIENT_POOL, temporaryDirectory } from '@ai-finops/testkit';
import { AppModule } from '../src/app.module';
import type { Env } from '../src/env';
import { serviceOptions } from '../src/service-options';
import { acceptUploads } from '../src/uploads/accept-uploads';

const SECRET = 'x'.repeat(32);
const SECONDS = 900;

/** The whole service on a port of its own; accounts, which it asks for ended sessions, is a stand-in. */
export async function startService(settings: Partial<Env> = {}) {
  const directory = temporaryDirectory();
  const database = await createTestDatabase();
  const ended: string[] = [];
  const audited: AuditReport[] = [];
  const accountsCan = { audit: true };
  const accounts = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/internal/audit') {
      const report = (await json(request)) as AuditReport;
      if (accountsCan.audit) audited.push(report);
      else response.statusCode = 500;
    }
    response.end(JSON.stringify({ sessions: ended, users: [] }));
  });
  await new Promise<void>((resolve) => accounts.listen(0, '127.0.0.1', resolve));
  const env: Env = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    CORS_ORIGIN: [],
    TRUSTED_PROXIES: [],
    DATABASE_URL: database.url,
    CHDB_PATH: join(directory, 'chdb'),
    UPLOAD_DIR: join(directory, 'uploads'),
    SOURCE_ALLOWED_HOSTS: [],
    DATA_ENCRYPTION_KEY: SECRET,
    DEFAULT_COST_ACCESS: 'none',
    JWT_SECRET: SECRET,
    INTERNAL_TOKEN_SECRET: SECRET,
    DATABASE_SERVICE_URL: `http://127.0.0.1:${(accounts.address() as AddressInfo).port}`,
    DATABASE_SERVICE_TOKEN: SECRET,
    ...settings,
  };
  const app = await createServiceApp(AppModule.forRoot(env, PATIENT_POOL), serviceOptions(env));
  acceptUploads(app);
  await app.listen(0, env.HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const context = (viewer: Viewer | null) => ({
    viewer,
    client: { ip: null, userAgent: null },
    requestId: 'test',
  });

  return {
    url,
    ended,
    /** What it told the audit log. */
    audited,
    /** What accounts is able to do. */
    accountsCan,
    uploadDirectory: env.UPLOAD_DIR,
    databaseUrl: env.DATABASE_URL,
    bearer: (viewer: Viewer) => ({
      authorization: `Bearer ${signAccessToken(new AccessKeys({ JWT_SECRET: SECRET }), viewer, SECONDS)}`,
    }),
    /** The header by which the gateway proves itself to a service. */
    asGateway: (audience: Audience = 'finops') => ({
      [INTERNAL_TOKEN_HEADER]: signInternalToken(SECRET, audience, context(null)),
    }),
    async ready(): Promise<void> {
      while (!(await fetch(`${url}/health/ready`)).ok) await sleep(50);
    },
    /** Asks over GraphQL as the gateway does. */
    async ask(viewer: Viewer | null, query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [INTERNAL_TOKEN_HEADER]: signInternalToken(SECRET, 'finops', context(viewer)),
        },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as {
        data: Record<string, unknown> | null;
        errors?: { message: string; extensions: { code: string } }[];
      };
    },
    async stop(): Promise<void> {
      await app.close();
      accounts.close();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;
