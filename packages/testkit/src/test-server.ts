import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '../../../platform/embedded-postgres.ts';
import { bareEnvironment } from './env';
import { ROOT } from './root';
import { sweepAbandoned, temporaryDirectory } from './temporary-directory';

/** Has all migrations and no rows; databases of tests are copies of it. */
export const TEMPLATE = 'ai_finops_template';

export interface TestServer {
  /** Connection string of the maintenance database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** One Postgres for a whole test run, with the template made. */
export async function startTestServer(): Promise<TestServer> {
  await sweepAbandoned();
  const directory = temporaryDirectory();
  const server = await startPostgres({
    root: ROOT,
    directory: join(directory, 'postgres'),
    portFile: join(directory, 'postgres-port'),
    log: join(directory, 'postgres.log'),
    password: randomBytes(24).toString('base64url'),
    durable: false,
  });
  await server.ensureDatabase(TEMPLATE);
  // A process of its own: the schema engine is an ES module with top-level state, out of jest's reach.
  await promisify(execFile)(process.execPath, [join(ROOT, 'platform/migrate.ts')], {
    env: { ...bareEnvironment(), DATABASE_URL: server.url(TEMPLATE) },
  });
  return {
    url: server.url('postgres'),
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
