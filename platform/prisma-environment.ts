import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './env.ts';

const root = join(import.meta.dirname, '..');

/** Whether the download that Prisma's packages make at installation succeeded here. */
function hasNativeEngine(): boolean {
  const engines = join(root, 'node_modules/@prisma/engines');
  return (
    existsSync(engines) && readdirSync(engines).some((name) => name.startsWith('schema-engine-'))
  );
}

/**
 * Prepares this process for Prisma's CLI: its own schema engine where that is installed, ours on npm's
 * WebAssembly build where it could not be downloaded. Migrations go past a connection pooler, so
 * DIRECT_URL wins over DATABASE_URL.
 */
export function configurePrisma(): { url: string | undefined } {
  // Otherwise the CLI asks a server for news at each run.
  environment.CHECKPOINT_DISABLE ??= '1';
  environment.PRISMA_HIDE_UPDATE_MESSAGE ??= '1';
  if (process.platform !== 'win32' && !hasNativeEngine()) {
    environment.PRISMA_SCHEMA_ENGINE_BINARY ??= join(root, 'platform/schema-engine/main.ts');
  }
  return { url: environment.DIRECT_URL || environment.DATABASE_URL || undefined };
}
