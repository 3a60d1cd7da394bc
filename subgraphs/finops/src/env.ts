import { join } from 'node:path';
import { verifierEnv, withKeyChecks } from '@ai-finops/service-kit/access-keys';
import { baseUrl, commonEnv, list, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';

const schema = z.object({
  ...commonEnv,
  PORT: port.default(3000),
  DATABASE_URL: z.string().min(1),
  /** A ClickHouse server; without it the embedded engine is used. */
  CLICKHOUSE_URL: baseUrl.optional(),
  /** The cluster of that server, as its `remote_servers` name it. */
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'is no name of a cluster')
    .optional(),
  CHDB_PATH: z.string().default(join('.data', 'chdb')),
  /** Files between their upload and their import; shared by all replicas. */
  UPLOAD_DIR: z.string().default(join('.data', 'uploads')),
  /** Billing periods that began earlier are let go; without it all are kept. */
  BILL_RETENTION_MONTHS: z.coerce.number().int().min(1).max(1200).optional(),
  /** Hosts of sources of bills that need not be public, or have no TLS: `host` or `host:port`. */
  SOURCE_ALLOWED_HOSTS: list.default([]),
  DEFAULT_COST_ACCESS: z.enum(['none', 'all']).default('none'),
  ...verifierEnv,
  INTERNAL_TOKEN_SECRET: secret,
  DATABASE_SERVICE_URL: baseUrl.default('http://127.0.0.1:3002'),
  DATABASE_SERVICE_TOKEN: secret,
  /** Seals the credentials of sources of bills. */
  DATA_ENCRYPTION_KEY: secret,
  /** The one before, under which older seals still open. */
  DATA_ENCRYPTION_KEY_PREVIOUS: secret.optional(),
});

export type Env = z.output<typeof schema>;

export function readEnv(): Env {
  return parseEnv(withKeyChecks(schema), process.env);
}
