import { baseUrl, commonEnv, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';

const schema = z.object({
  ...commonEnv,
  PORT: port.default(3004),
  DATABASE_URL: z.string().min(1),
  /** Where costs are asked for. */
  FINOPS_SERVICE_URL: baseUrl.default('http://127.0.0.1:3000'),
  INTERNAL_TOKEN_SECRET: secret,
});

export type Env = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  return parseEnv(schema, source);
}
