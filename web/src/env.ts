import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  /** The gateway, as this server reaches it. */
  GATEWAY_URL: address.default('http://127.0.0.1:4000'),
  /** This app, as people open it: decides whether cookies need HTTPS. */
  FRONTEND_URL: address.default('http://localhost:3003'),
  /** Seals session cookies. */
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Reverse proxies whose X-Forwarded-For is believed: addresses or networks. */
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
});

export type Env = z.output<typeof schema>;

/** Throws one error that names every fault, and no value. An empty variable counts as absent. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return `  ${name}: ${given[name] === undefined ? 'is missing' : message}`;
  });
  throw new Error(`The environment of the web app is not usable:\n${faults.join('\n')}`);
}

let parsed: Env | undefined;

/** Read when the server starts (`instrumentation.ts`), not when it is built. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
