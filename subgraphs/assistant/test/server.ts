import { INTERNAL_TOKEN_HEADER, signInternalToken } from '@ai-finops/service-kit/internal-token';
import { createServiceApp } from '@ai-finops/service-kit/service-app';
import { SUBSCRIPTION_PATH } from '@ai-finops/service-kit/subscription-path';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { createTestDatabase, PATIENT_POOL } from '@ai-finops/testkit';
import { AppModule } from '../src/app.module';
import type { Env } from '../src/env';
import { serviceOptions } from '../src/service-options';

/** As the test service of finops has it, so that the two understand each other. */
const SECRET = 'x'.repeat(32);

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about.
  readonly data: any;
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}

export interface AssistantServer {
  readonly url: string;
  readonly databaseUrl: string;
  /** Asks over GraphQL as the gateway does for this viewer. */
  graph(
    viewer: Viewer | null,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<Answer>;
  /** What a subscription tells to its end. */
  events(
    viewer: Viewer | null,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<readonly Answer[]>;
  stop(): Promise<void>;
}

/** The real service over HTTP on a free port, with a database of its own and a clock that stands still. */
export async function startAssistant(finopsUrl: string, now: Date): Promise<AssistantServer> {
  const database = await createTestDatabase();
  const env: Env = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    CORS_ORIGIN: [],
    TRUSTED_PROXIES: [],
    DATABASE_URL: database.url,
    FINOPS_SERVICE_URL: finopsUrl,
    INTERNAL_TOKEN_SECRET: SECRET,
  };
  const app = await createServiceApp(
    AppModule.forRoot(env, () => now, PATIENT_POOL),
    serviceOptions(env),
  );
  await app.listen(0, env.HOST);
  const url = await app.getUrl();
  const post = (path: string, viewer: Viewer | null, body: object): Promise<Response> => {
    const token = signInternalToken(SECRET, 'assistant', {
      viewer,
      client: { ip: '192.0.2.1', userAgent: 'test' },
      requestId: 'test',
    });
    return fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token },
      body: JSON.stringify(body),
    });
  };
  return {
    url,
    databaseUrl: database.url,
    async graph(viewer, query, variables = {}) {
      const response = await post('/graphql', viewer, { query, variables });
      return (await response.json()) as Answer;
    },
    async events(viewer, query, variables = {}) {
      const response = await post(SUBSCRIPTION_PATH, viewer, { query, variables });
      const told = (await response.text()).matchAll(/^event: next\ndata: (.*)$/gm);
      return [...told].map(([, data = '']) => JSON.parse(data) as Answer);
    },
    async stop() {
      await app.close();
      await database.drop();
    },
  };
}
