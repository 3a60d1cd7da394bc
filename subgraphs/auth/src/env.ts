import { signerEnv, withKeyChecks } from '@ai-finops/service-kit/access-keys';
import { MAX_ACCESS_SECONDS } from '@ai-finops/service-kit/access-lifetime';
import { baseUrl, commonEnv, duration, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';
import { providerFaults, providerList } from './oidc/provider-settings';

const schema = z
  .object({
    ...commonEnv,
    PORT: port.default(3001),
    DATABASE_SERVICE_URL: baseUrl.default('http://127.0.0.1:3002'),
    DATABASE_SERVICE_TOKEN: secret,
    ...signerEnv,
    JWT_EXPIRES_IN: duration
      .pipe(z.number().min(1).max(MAX_ACCESS_SECONDS, 'must be 15m at most'))
      .default(MAX_ACCESS_SECONDS),
    /** Keys the derivation of each refresh token's successor. */
    JWT_REFRESH_SECRET: secret,
    /** The absolute life of a session's refresh tokens. */
    JWT_REFRESH_EXPIRES_IN: duration.pipe(z.number().min(1)).default(7 * 86_400),
    INTERNAL_TOKEN_SECRET: secret,
    /** Keys the HMAC of every password before it is hashed. Changing it invalidates all passwords. */
    PASSWORD_PEPPER: secret,
    /** Where throttles count, in place of accounts' Postgres. */
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    /** Used when REDIS_URL has none. */
    REDIS_PASSWORD: z.string().optional(),
    /** Lets its holder make the first SUPER_ADMIN, once. */
    SETUP_TOKEN: secret.optional(),
    /** Counted from the start of the process. */
    SETUP_TOKEN_EXPIRES_IN: duration.default(86_400),
    /** Seals secrets that have to be read again, such as those of authenticator apps. */
    DATA_ENCRYPTION_KEY: secret,
    /** The one before, under which older seals still open. */
    DATA_ENCRYPTION_KEY_PREVIOUS: secret.optional(),
    /** Where the web app is: passkeys are bound to its domain, and OpenID Connect providers send browsers back to it. */
    FRONTEND_URL: baseUrl.default('http://localhost:3003'),
    BCRYPT_COST: z.coerce.number().int().min(10).max(16).default(12),
    /** OpenID Connect providers that sign in, as JSON. */
    OIDC_PROVIDERS: providerList.default([]),
  })
  .superRefine(({ OIDC_PROVIDERS: providers, NODE_ENV }, context) => {
    const faults = providerFaults(providers, NODE_ENV === 'production');
    if (faults.length === 0) return;
    context.addIssue({ code: 'custom', path: ['OIDC_PROVIDERS'], message: faults.join('; ') });
  });

export type Env = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  return parseEnv(withKeyChecks(schema), source);
}
