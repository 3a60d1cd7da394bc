import { type ApiKeyScope, apiKeys, createApiKey, revokeApiKey } from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { formatTable } from '../table';

const SCOPES: Readonly<Record<string, ApiKeyScope>> = {
  'costs:read': 'COSTS_READ',
  'bills:write': 'BILLS_WRITE',
  'assistant:ask': 'ASSISTANT_ASK',
  admin: 'ADMIN',
};

export interface CreateKeyOptions extends GlobalOptions {
  readonly scope: readonly string[];
  readonly days: string;
}

/** Graph scopes of those named on the command line. */
export function scopesOf(names: readonly string[]): ApiKeyScope[] {
  const known = Object.keys(SCOPES).join(', ');
  if (names.length === 0) throw new CliError(`--scope is missing: one or more of ${known}.`);
  return names.map((name) => {
    const scope = SCOPES[name];
    if (!scope) throw new CliError(`--scope ${name}: it is one of ${known}.`);
    return scope;
  });
}

const nameOf = (scope: ApiKeyScope): string =>
  Object.entries(SCOPES).find(([, value]) => value === scope)?.[0] ?? scope;

export async function listKeysCommand(options: GlobalOptions): Promise<void> {
  const { apiKeys: keys } = await apiKeys(clientOf(options), {});
  const rows = keys.map((key) => [
    key.id,
    key.name,
    `${key.hint}…`,
    key.scopes.map(nameOf).join(','),
    key.expiresAt.slice(0, 10),
    key.lastUsedAt?.slice(0, 16).replace('T', ' ') ?? 'never',
  ]);
  const titles = ['id', 'name', 'key', 'scopes', 'ends', 'last used (UTC)'];
  print(options, keys, () =>
    formatTable(
      titles.map((title) => ({ title })),
      rows,
    ),
  );
}

/** Prints the new key alone on standard output, so that it can be piped to where it belongs. */
export async function createKeyCommand(name: string, options: CreateKeyOptions): Promise<void> {
  const expiresInDays = Number(options.days);
  if (!Number.isInteger(expiresInDays)) throw new CliError(`--days ${options.days}: a number.`);
  const input = { name, scopes: scopesOf(options.scope), expiresInDays };
  const { createApiKey: created } = await createApiKey(clientOf(options), { input });
  const { id, expiresAt } = created.apiKey;
  if (!options.json) {
    console.error(`Key ${id}, until ${expiresAt.slice(0, 10)}. It is shown this once:`);
  }
  print(options, created, () => created.secret);
}

export async function revokeKeyCommand(id: string, options: GlobalOptions): Promise<void> {
  const { revokeApiKey: key } = await revokeApiKey(clientOf(options), { id });
  print(options, key, () => `Revoked ${key.name} (${key.hint}…): refused everywhere in 5 seconds.`);
}
