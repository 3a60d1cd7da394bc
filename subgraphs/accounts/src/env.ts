import { baseUrl, commonEnv, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';

const schema = z.object({
  ...commonEnv,
  PORT: port.default(3002),
  DATABASE_URL: z.string().min(1),
  /** Where the web app is; it may call from there. */
  FRONTEND_URL: baseUrl.optional(),
  /** What other services prove themselves with. */
  DATABASE_SERVICE_TOKEN: secret,
  INTERNAL_TOKEN_SECRET: secret,
  /** `off` where another deployment of accounts runs them. */
  BACKGROUND_JOBS: z.enum(['on', 'off']).default('on'),
  /** The database keeps entries for 30 days, whatever is asked for. */
  AUDIT_RETENTION_DAYS: z.coerce.number().int().min(30).default(365),
});

export type Env = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const env = parseEnv(schema, source);
  const { CORS_ORIGIN, FRONTEND_URL } = env;
  return FRONTEND_URL && !CORS_ORIGIN.includes(FRONTEND_URL)
    ? { ...env, CORS_ORIGIN: [...CORS_ORIGIN, FRONTEND_URL] }
    : env;
}
