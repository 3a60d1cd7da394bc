import type { DynamicModule } from '@nestjs/common';
import { createServiceApp, openApiDocument, type ServiceOptions } from './service-app';

/** What every service reads, for an app whose routes are only looked at: it is never reached. */
export const OFFLINE_ENV = {
  NODE_ENV: 'production' as const,
  HOST: '127.0.0.1',
  PORT: 0,
  LOG_LEVEL: 'silent' as const,
  CORS_ORIGIN: [],
  TRUSTED_PROXIES: [],
};

/** The OpenAPI document of a service's REST routes, as its checked-in file has it. */
export async function openApiText(module: DynamicModule, options: ServiceOptions): Promise<string> {
  const app = await createServiceApp(module, options);
  const document = openApiDocument(app, options);
  await app.close();
  return `${JSON.stringify(document, null, 2)}\n`;
}
