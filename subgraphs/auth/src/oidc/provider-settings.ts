import { guessable, isPlaceholder } from '@ai-finops/service-kit/secret-faults';
import { z } from 'zod';

/** What providers give out; they choose the length, but none of them chooses less. */
const LEAST_SECRET = 16;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const provider = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9 and -'),
  /** What the button says. */
  name: z.string().trim().min(1).max(64),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1).max(512),
  clientSecret: z
    .string()
    .min(LEAST_SECRET, `must have at least ${LEAST_SECRET} characters`)
    .refine((text) => !isPlaceholder(text), 'is the example of the documentation: use your own'),
  /** How the secret is sent to the token endpoint. */
  clientAuth: z.enum(['post', 'basic']).default('post'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope'))
    .default(['openid', 'email', 'profile'])
    .refine((scopes) => scopes.includes('openid'), 'must have openid'),
  /** Whether somebody without an account gets one, where the provider has verified their address. */
  createAccounts: z.boolean().default(false),
});

export type ProviderSettings = z.output<typeof provider>;

const providers = z
  .array(provider)
  .max(20)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'has two of one id')
  // An identity is its issuer and subject: two providers with one issuer could not be told apart.
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, {
    message: 'has two of one issuer',
  });

/** Where in the list, and why; never a value. */
const faultOf = ({ path, message }: { path: PropertyKey[]; message: string }): string => {
  const [index, ...rest] = path.map(String);
  return `${index === undefined ? '' : `[${[index, ...rest].join('.')}] `}${message}`;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The list of providers as JSON text, such as OIDC_PROVIDERS has it. */
export const providerList = z.string().transform((text, context): ProviderSettings[] => {
  const list = parsed(text);
  // JSON's own message would repeat a part of the text, and with it a secret.
  const { data, error } =
    list === undefined ? { error: undefined, data: undefined } : providers.safeParse(list);
  if (data) return data;
  const message = error ? error.issues.map(faultOf).join('; ') : 'must be a list in JSON';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** What production does not take, or anybody: an ID token over plain HTTP proves nothing. */
export function providerFaults(list: readonly ProviderSettings[], production: boolean): string[] {
  return list.flatMap(({ issuer, clientSecret }, i) => {
    const { protocol, hostname } = new URL(issuer);
    const faults: string[] = [];
    if (protocol !== 'https:' && (production || !LOOPBACK.has(hostname))) {
      faults.push(`[${i}.issuer] must be https`);
    }
    const reason = production ? guessable(clientSecret) : undefined;
    if (reason) faults.push(`[${i}.clientSecret] ${reason}`);
    return faults;
  });
}
