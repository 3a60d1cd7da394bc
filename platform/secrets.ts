import { randomBytes } from 'node:crypto';
import { readJson, writeAtomically } from './files.ts';

const NAMES = [
  'POSTGRES_PASSWORD',
  'JWT_SECRET',
  'JWT_REFRESH_SECRET',
  'DATABASE_SERVICE_TOKEN',
  'INTERNAL_TOKEN_SECRET',
  'PASSWORD_PEPPER',
  'DATA_ENCRYPTION_KEY',
  'SESSION_SECRET',
  'SETUP_TOKEN',
  'DEMO_PASSWORD',
] as const;

export type Secrets = Readonly<Record<(typeof NAMES)[number], string>>;

const SECRET_BYTES = 48;
/** Typed by a person at the login page, so shorter: 96 bits. */
const DEMO_PASSWORD_BYTES = 12;

const fresh = (name: string): string =>
  randomBytes(name === 'DEMO_PASSWORD' ? DEMO_PASSWORD_BYTES : SECRET_BYTES).toString('base64url');

/** The development secrets of the file; what is missing is made up and kept there, for its owner only. */
export function developmentSecrets(file: string): Secrets {
  const kept = (readJson(file) ?? {}) as Readonly<Record<string, unknown>>;
  const secrets = Object.fromEntries(
    NAMES.map((name) => {
      const value = kept[name];
      return [name, typeof value === 'string' && value ? value : fresh(name)];
    }),
  ) as Secrets;
  if (NAMES.some((name) => secrets[name] !== kept[name])) {
    writeAtomically(file, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, 0o600);
  }
  return secrets;
}
