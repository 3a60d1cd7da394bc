import { z } from 'zod';
import { isPlaceholder, SECRET_LENGTH, secretFaults } from './secret-faults';

/** A port number; 0 lets the system pick one. */
export const port = z.coerce.number().int().min(0).max(65535);

/** A base URL without a trailing slash. */
export const baseUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** A secret of at least 32 characters that no documentation shows; production asks for more (secret-faults.ts). */
export const secret = z
  .string()
  .min(SECRET_LENGTH, `must have at least ${SECRET_LENGTH} characters`)
  .refine((text) => !isPlaceholder(text), 'is the example of the documentation: make your own');

/** A span of time such as `15m`, `7d` or `900` (seconds), in seconds. */
export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)?$/, 'must be a span such as 900, 15m or 7d')
  .transform((text) => {
    const amount = Number.parseInt(text, 10);
    const unit = text.replace(/^\d+/, '');
    const seconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1;
    return Math.floor(amount * seconds);
  });

/** A comma-separated list without blanks. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** What every service reads. */
export const commonEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CORS_ORIGIN: list.default(['http://localhost:3003']),
  TRUSTED_PROXIES: list.default([]),
} as const;

/** True for the variable of a secret, also of one that may be left out. */
function isSecret(type: unknown): boolean {
  if (type === secret) return true;
  const wraps = type instanceof z.ZodOptional || type instanceof z.ZodDefault;
  return wraps && isSecret(type.unwrap());
}

/**
 * Parses a service's environment. An empty variable counts as absent. On faults it prints all of them
 * at once (names and reasons, never values) and ends the process with code 1.
 */
export function parseEnv<Schema extends z.ZodObject>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const faults = new Map<string, string>();
  for (const issue of parsed.error?.issues ?? []) {
    const name = issue.path.join('.');
    if (!faults.has(name))
      faults.set(name, given[name] === undefined ? 'is missing' : issue.message);
  }
  const secrets = Object.keys(schema.shape).filter((name) => isSecret(schema.shape[name]));
  const production = given.NODE_ENV === 'production';
  for (const [name, reason] of secretFaults(secrets, given, production)) {
    if (!faults.has(name)) faults.set(name, reason);
  }
  if (parsed.success && faults.size === 0) return parsed.data;
  const lines = [...faults].map(([name, reason]) => `  ${name}: ${reason}\n`);
  process.stderr.write(`The configuration is not usable:\n${lines.join('')}`);
  process.exit(1);
}
