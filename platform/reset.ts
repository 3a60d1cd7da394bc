// `npm run reset`: forgets everything that the embedded platform keeps.
import { existsSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataDirectoryOf } from './data-directory.ts';
import { stopOrphanedServer } from './embedded-postgres.ts';
import { environment, loadEnvironmentFile } from './env.ts';
import { codeOf } from './failure.ts';
import { acquireLock } from './lock.ts';
import { ProcessRegistry } from './process-registry.ts';

const root = join(import.meta.dirname, '..');
loadEnvironmentFile(join(root, '.env'));
const data = dataDirectoryOf(root, environment.AI_FINOPS_DATA_DIR);

async function forget(): Promise<void> {
  await new ProcessRegistry(data.processes).endOrphans();
  if (existsSync(data.postgres)) {
    // Under root it may be a link to a place that Postgres' account can reach.
    const cluster = realpathSync(data.postgres);
    await stopOrphanedServer(cluster);
    rmSync(cluster, { recursive: true, force: true });
    if (dirname(cluster) !== realpathSync(data.path)) rmdirSync(dirname(cluster));
  }
  const { path, ...kept } = data;
  // Only what is ours: somebody may have chosen a directory that holds more.
  for (const file of Object.values(kept)) rmSync(file, { recursive: true, force: true });
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  }
}

const lock = acquireLock(data.lock);
if ('release' in lock) {
  await forget();
  process.stdout.write(`${data.path} is empty; "npm start" begins afresh.\n`);
} else {
  process.stderr.write(`The platform runs (process ${lock.pid}): stop it before you reset it.\n`);
  process.exitCode = 1;
}
