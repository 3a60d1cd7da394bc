import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from './env.ts';
import { codeOf, StartFailure } from './failure.ts';
import { withClient } from './postgres-client.ts';
import { openSchemaEngine } from './schema-engine/engine.ts';
import { engineError } from './schema-engine/rpc-error.ts';

const UNDEFINED_TABLE = '42P01';

interface Migration {
  readonly name: string;
  readonly script: string;
}

async function localMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      script: await readFile(join(directory, name, 'migration.sql'), 'utf8'),
    })),
  );
}

/** Names and checksums of what the database holds whole. */
async function appliedMigrations(url: string): Promise<Map<string, string>> {
  try {
    const { rows } = await withClient(url, (client) =>
      client.query<{ migration_name: string; checksum: string }>(
        `SELECT migration_name, checksum FROM _prisma_migrations
         WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
      ),
    );
    return new Map(rows.map((row) => [row.migration_name, row.checksum]));
  } catch (error) {
    if (codeOf(error) === UNDEFINED_TABLE) return new Map();
    throw error;
  }
}

const checksum = (script: string): string => createHash('sha256').update(script).digest('hex');

/**
 * `prisma migrate deploy` without starting Prisma's CLI, which takes seconds: nothing but one query when
 * the database is up to date, else the same engine in this process.
 * @returns the names of the migrations it applied.
 */
export async function deployMigrations(root: string, url: string): Promise<string[]> {
  const directory = join(root, 'prisma/migrations');
  const local = await localMigrations(directory);
  const applied = await appliedMigrations(url);
  if (local.every(({ name, script }) => applied.get(name) === checksum(script))) return [];
  const { engine, close } = await openSchemaEngine({ url });
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: directory,
        lockfile: {
          path: 'migration_lock.toml',
          content: await readFile(join(directory, 'migration_lock.toml'), 'utf8').catch(() => null),
        },
        shadowDbInitScript: '',
        migrationDirectories: local.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } catch (error) {
    // The engine adds the trace of its own code, a numbered line each.
    const [words] = (engineError(error).message ?? String(error)).split(/\n\s*0: /);
    throw new StartFailure(`The database could not be migrated: ${words?.trim()}`);
  } finally {
    await close();
  }
}

if (import.meta.main) {
  const url = environment.DIRECT_URL || environment.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL names the database to migrate.');
  await deployMigrations(join(import.meta.dirname, '..'), url);
  // The engine leaves a timer of its 10 s for the advisory lock behind.
  process.exit(0);
}
