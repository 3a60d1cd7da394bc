import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { verifierEnv, withKeyChecks } from '@ai-finops/service-kit/access-keys';
import { baseUrl, commonEnv, list, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';

const positive = z.coerce.number().int().min(1);
/** `auto`: one for each core that the process may use. */
const workers = z.union([
  z.literal('auto').transform(() => availableParallelism()),
  positive.max(128),
]);

/** Where the services are, and what it takes to know who asks and to tell them. */
export const servicesEnv = {
  DATABASE_SERVICE_URL: baseUrl.default('http://127.0.0.1:3002'),
  AUTH_SERVICE_URL: baseUrl.default('http://127.0.0.1:3001'),
  FINOPS_SERVICE_URL: baseUrl.default('http://127.0.0.1:3000'),
  ASSISTANT_SERVICE_URL: baseUrl.default('http://127.0.0.1:3004'),
  ...verifierEnv,
  DATABASE_SERVICE_TOKEN: secret,
  INTERNAL_TOKEN_SECRET: secret,
};

const schema = z.object({
  ...commonEnv,
  PORT: port.default(4000),
  ...servicesEnv,
  GATEWAY_WORKERS: workers.default(1),
  GATEWAY_SHARED_QUERIES: z.enum(['arriving', 'running', 'off']).default('arriving'),
  /** Memory for kept answers in each process, in MiB; with 0 none are kept. */
  GATEWAY_CACHE_MB: z.coerce.number().int().min(0).max(65_536).default(64),
  /** Where processes share their kept answers; without one each has its own. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** Used when REDIS_URL has none. */
  REDIS_PASSWORD: z.string().optional(),
  /** Whether answers are compressed for clients that ask for it. */
  GATEWAY_COMPRESSION: z.enum(['on', 'off']).default('on'),
  /** Certificate chain and key in PEM; with both of them HTTPS is spoken, HTTP/2 or HTTP/1.1. */
  TLS_CERT_PATH: z.string().optional(),
  TLS_KEY_PATH: z.string().optional(),
  MAX_OPERATION_COST: positive.default(5_000),
  VIEWER_COST_PER_MINUTE: positive.default(2_000_000),
  ADDRESS_COST_PER_MINUTE: positive.default(200_000),
  /** Subscriptions that a viewer, or an address without one, may have open at once. */
  VIEWER_SUBSCRIPTIONS: positive.default(20),
  /** Whether operations that no manifest has are answered, answered and logged, or refused. */
  TRUSTED_DOCUMENTS: z.enum(['off', 'log', 'only']).default('off'),
  TRUSTED_DOCUMENTS_PATH: list.default([join(__dirname, '../generated/trusted-documents.json')]),
  /** Shown by whoever reads /metrics; without it only this machine may, and in production nobody. */
  METRICS_TOKEN: secret.optional(),
  /** Operations that take longer are logged. */
  SLOW_OPERATION_MS: positive.default(2_000),
  /** Base URL of an OTLP collector over HTTP; no traces without one. */
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
  OTEL_SERVICE_NAME: z.string().default('ai-finops-gateway'),
  /** `otlp` also sends the numbers of /metrics to the collector. */
  OTEL_METRICS_EXPORTER: z.enum(['none', 'otlp']).default('none'),
  /** Time between two sendings, in milliseconds. */
  OTEL_METRIC_EXPORT_INTERVAL: positive.default(60_000),
  /** Share of traces that begin here and are kept; those that callers began are kept as they say. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** The composed supergraph; watched, so that a new one is served without a restart. */
  SUPERGRAPH_PATH: z.string().default(join(__dirname, '../supergraph.graphql')),
});

/** A certificate is no use without its key, nor the other way round, nor metrics without a collector. */
const whole = withKeyChecks(schema)
  .refine(({ TLS_CERT_PATH, TLS_KEY_PATH }) => TLS_CERT_PATH || !TLS_KEY_PATH, {
    path: ['TLS_CERT_PATH'],
  })
  .refine(({ TLS_CERT_PATH, TLS_KEY_PATH }) => TLS_KEY_PATH || !TLS_CERT_PATH, {
    path: ['TLS_KEY_PATH'],
  })
  .refine(
    ({ OTEL_METRICS_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT }) =>
      OTEL_METRICS_EXPORTER === 'none' || OTEL_EXPORTER_OTLP_ENDPOINT,
    { path: ['OTEL_EXPORTER_OTLP_ENDPOINT'] },
  );

/** The gateway's configuration. */
export type Env = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  return parseEnv(whole, source);
}
