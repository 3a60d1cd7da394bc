import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './embedded-postgres.ts';
import { StartFailure } from './failure.ts';
import { readText } from './files.ts';
import { acquireLock, lockHolder } from './lock.ts';
import { developmentSecrets } from './secrets.ts';

export const DATABASE = 'ai_finops';

/** The embedded server of a data directory; the caller holds the directory's lock. */
export async function startDataPostgres(
  root: string,
  data: DataDirectory,
  onStart?: PostgresOptions['onStart'],
): Promise<EmbeddedPostgres> {
  const server = await startPostgres({
    root,
    directory: data.postgres,
    portFile: data.postgresPort,
    log: join(data.logs, 'postgres.log'),
    password: developmentSecrets(data.secrets).POSTGRES_PASSWORD,
    ...(onStart ? { onStart } : {}),
  });
  await server.ensureDatabase(DATABASE);
  return server;
}

/**
 * The embedded database for a command of its own: the running platform's, or started for as long as the
 * command needs it.
 */
export async function embeddedDatabase(
  root: string,
  data: DataDirectory,
): Promise<{ url: string; release(): Promise<void> }> {
  const lock = acquireLock(data.lock);
  if ('release' in lock) {
    const server = await startDataPostgres(root, data).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    return {
      url: server.url(DATABASE),
      async release() {
        await server.stop();
        lock.release();
      },
    };
  }
  const port = readText(data.postgresPort)?.trim();
  if (!port || !lockHolder(data.lock)) {
    throw new StartFailure('The platform is just starting or stopping: try again in a moment.');
  }
  const password = encodeURIComponent(developmentSecrets(data.secrets).POSTGRES_PASSWORD);
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/${DATABASE}`,
    release: () => Promise.resolve(),
  };
}
