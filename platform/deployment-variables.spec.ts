import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of the variables that stand in a zod object of a source text, from one mark to another. */
const namesIn = (source: string): string[] =>
  [...source.matchAll(/^ +([A-Z][A-Z0-9_]+): (?!'|")/gm)].map(([, name = '']) => name);

const part = (path: string, name: string): string[] =>
  namesIn(new RegExp(`export const ${name} = \\{([\\s\\S]*?)\\n\\}`).exec(read(path))?.[1] ?? '');

const SPREAD: Readonly<Record<string, readonly string[]>> = {
  commonEnv: part('packages/service-kit/src/env.ts', 'commonEnv'),
  verifierEnv: part('packages/service-kit/src/access-keys.ts', 'verifierEnv'),
  signerEnv: part('packages/service-kit/src/access-keys.ts', 'signerEnv'),
};

/** What a service reads, by its source. */
function variablesOf(path: string): string[] {
  const source = read(path);
  const spread = [...source.matchAll(/\.\.\.(\w+Env)\b/g)].flatMap(([, name = '']) => SPREAD[name]);
  return [...new Set([...namesIn(source), ...spread])].filter((name) => name !== undefined);
}

/** Service of docker-compose.yml, and where its variables are declared. */
const SERVICES = [
  ['database', 'subgraphs/accounts/src/env.ts'],
  ['authentication', 'subgraphs/auth/src/env.ts'],
  ['backend', 'subgraphs/finops/src/env.ts'],
  ['assistant', 'subgraphs/assistant/src/env.ts'],
  ['gateway', 'gateway/src/env.ts'],
  ['frontend', 'web/src/env.ts'],
] as const;

/** What containers have no use for: the image says it, or another part of the platform is in its place. */
const SET_BY_IMAGE = ['MAIL_OUTBOX_DIR', 'CHDB_PATH', 'UPLOAD_DIR', 'SUPERGRAPH_PATH'];
/** Only auth and those who speak to clients believe another's word about an address. */
const BEHIND_THE_GATEWAY = ['database', 'backend', 'assistant'];

const compose = read('docker-compose.yml');

/** The text of one service with the shared parts that it takes in. */
function composed(service: string): string {
  const own = new RegExp(`^  ${service}:\\n((?:    .*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? '';
  const shared = [...own.matchAll(/\*([\w-]+)/g)].map(
    ([, anchor]) =>
      new RegExp(`^x-[\\w-]+: &${anchor}\\n((?:  .*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? '',
  );
  return [own, ...shared].join('\n');
}

describe('the variables of a deployment', () => {
  it.each(SERVICES)('reach %s in its container', (service, path) => {
    const variables = variablesOf(path);
    expect(variables.length).toBeGreaterThan(3);
    const text = composed(service);
    const missing = variables
      .filter((name) => !SET_BY_IMAGE.includes(name))
      .filter((name) => name !== 'TRUSTED_PROXIES' || !BEHIND_THE_GATEWAY.includes(service))
      .filter((name) => !new RegExp(`^ +${name}:`, 'm').test(text));
    expect(missing).toEqual([]);
  });

  it.each(SERVICES)('that %s reads stand in .env.example and in the documentation', (_, path) => {
    const example = read('.env.example');
    const documentation = read('docs/configuration.md');
    const missing = variablesOf(path).filter(
      (name) =>
        !new RegExp(`^#?${name}=`, 'm').test(example) || !documentation.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});
