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
  DATABASE_SERVICE_URL: 'http://127.0.0.1:1',
  DATABASE_SERVICE_TOKEN: '',
  JWT_SECRET: '',
  JWT_EXPIRES_IN: 900,
  JWT_REFRESH_SECRET: '',
  JWT_REFRESH_EXPIRES_IN: 604_800,
  INTERNAL_TOKEN_SECRET: '',
  PASSWORD_PEPPER: '',
  DATA_ENCRYPTION_KEY: '',
  FRONTEND_URL: 'http://localhost:3003',
  OIDC_PROVIDERS: [],
  BCRYPT_COST: 12,
  SETUP_TOKEN_EXPIRES_IN: 86_400,
};

export const openApi = (): Promise<string> =>
  openApiText(AppModule.forRoot(ENV), serviceOptions(ENV));

if (require.main === module) {
  void openApi().then((text) => writeFileSync(OPENAPI_FILE, text));
}
