import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** What documentation shows in a secret's place, and words of secrets that people make up. */
const WORDS =
  /\byour-|change[-_ ]?(me|this)|placeholder|<.*>|secret|passwor|token|default|example|finops|admin|qwert|letmein/i;
/** Fewer different characters, or steps from one to the next, is a text that repeats itself. */
const LEAST_VARIETY = 10;

/** What the servers refuse in their own secrets (service-kit's secret-faults.ts), with which this app shares no code. */
function guessable(secret: string): boolean {
  const codes = [...secret].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return Math.min(new Set(codes).size, new Set(steps).size) < LEAST_VARIETY || WORDS.test(secret);
}

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
    /** The gateway, as this server reaches it. */
    GATEWAY_URL: address.default('http://127.0.0.1:4000'),
    /** finops, as this server reaches it: files come from there. */
    FINOPS_SERVICE_URL: address.default('http://127.0.0.1:3000'),
    /** This app, as people open it: decides whether cookies need HTTPS. */
    FRONTEND_URL: address.default('http://localhost:3003'),
    /** Seals session cookies. */
    SESSION_SECRET: z.string().min(32, 'must have at least 32 characters'),
    /** Reverse proxies whose X-Forwarded-For is believed: addresses or networks. */
    TRUSTED_PROXIES: z
      .string()
      .default('')
      .transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
  })
  .superRefine(({ NODE_ENV, SESSION_SECRET }, context) => {
    if (NODE_ENV !== 'production' || !guessable(SESSION_SECRET)) return;
    const message = 'could be guessed: make a random one';
    context.addIssue({ code: 'custom', path: ['SESSION_SECRET'], message });
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
