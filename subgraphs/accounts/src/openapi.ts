import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFLINE_ENV, openApiText } from '@ai-finops/service-kit/openapi-text';
import { AppModule } from './app.module';
import type { Env } from './env';
import { serviceOptions } from './service-options';

/** The checked-in document. */
export const OPENAPI_FILE = join(__dirname, '../openapi.json');

/** Nothing is connected to: the routes are only looked at. */
const ENV: Env = {
  ...OFFLINE_ENV,
  DATABASE_URL: 'postgresql://127.0.0.1:1/none',
  FRONTEND_URL: 'http://localhost:3003',
  MAIL_OUTBOX_DIR: '',
  DATABASE_SERVICE_TOKEN: '',
  INTERNAL_TOKEN_SECRET: '',
  BACKGROUND_JOBS: 'off',
  AUDIT_RETENTION_DAYS: 365,
};

export const openApi = (): Promise<string> =>
  openApiText(AppModule.forRoot(ENV), serviceOptions(ENV));

if (require.main === module) {
  void openApi().then((text) => writeFileSync(OPENAPI_FILE, text));
}
