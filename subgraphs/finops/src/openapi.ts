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
  CHDB_PATH: '',
  UPLOAD_DIR: '',
  SOURCE_ALLOWED_HOSTS: [],
  DATA_ENCRYPTION_KEY: '',
  DEFAULT_COST_ACCESS: 'none',
  JWT_SECRET: '',
  INTERNAL_TOKEN_SECRET: '',
  DATABASE_SERVICE_URL: 'http://127.0.0.1:1',
  DATABASE_SERVICE_TOKEN: '',
};

export const openApi = (): Promise<string> =>
  openApiText(AppModule.forRoot(ENV), serviceOptions(ENV));

if (require.main === module) {
  void openApi().then((text) => writeFileSync(OPENAPI_FILE, text));
}
