import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServiceApp, openApiDocument } from '@ai-finops/service-kit/service-app';
import { AppModule } from './app.module';
import type { Env } from './env';
import { serviceOptions } from './service-options';

/** The checked-in document. */
export const OPENAPI_FILE = join(__dirname, '../openapi.json');

/** Nothing is connected to: the routes are only looked at. */
const ENV: Env = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent',
  CORS_ORIGIN: [],
  TRUSTED_PROXIES: [],
  DATABASE_URL: 'postgresql://127.0.0.1:1/none',
  CHDB_PATH: '',
  UPLOAD_DIR: '',
  DEFAULT_COST_ACCESS: 'none',
  JWT_SECRET: '',
  INTERNAL_TOKEN_SECRET: '',
  DATABASE_SERVICE_URL: 'http://127.0.0.1:1',
  DATABASE_SERVICE_TOKEN: '',
};

/** The OpenAPI document of the REST routes, as the file has it. */
export async function openApiText(): Promise<string> {
  const app = await createServiceApp(AppModule.forRoot(ENV), serviceOptions(ENV));
  const document = openApiDocument(app, serviceOptions(ENV));
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (require.main === module) {
  void openApiText().then((text) => writeFileSync(OPENAPI_FILE, text));
}
