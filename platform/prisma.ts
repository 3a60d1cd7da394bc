// `node platform/prisma.ts <arguments of the prisma command>`: the stock CLI with the right engine and,
// when DATABASE_URL is not set, on the embedded Postgres, which is started for it if it does not run.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { dataDirectoryOf, prepareDataDirectory } from './data-directory.ts';
import { embeddedDatabase } from './embedded-database.ts';
import { environment, loadEnvironmentFile } from './env.ts';
import { messageOf, StartFailure } from './failure.ts';
import { configurePrisma } from './prisma-environment.ts';

const root = join(import.meta.dirname, '..');
/** Commands that work on files alone. */
const OFFLINE = new Set([
  'generate',
  'validate',
  'format',
  'version',
  '--version',
  '-v',
  '--help',
  '-h',
  'init',
]);

function prisma(args: readonly string[]): Promise<number> {
  const require = createRequire(import.meta.url);
  const child = spawn(process.execPath, [require.resolve('prisma/build/index.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...environment,
      // The engine is an executable script: it has to find the pinned Node.
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${environment.PATH ?? ''}`,
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main(args: readonly string[]): Promise<number> {
  loadEnvironmentFile(join(root, '.env'));
  configurePrisma();
  if (environment.DATABASE_URL || environment.DIRECT_URL || OFFLINE.has(args[0] ?? '--help')) {
    return prisma(args);
  }
  const data = dataDirectoryOf(root, environment.AI_FINOPS_DATA_DIR);
  prepareDataDirectory(data);
  const database = await embeddedDatabase(root, data);
  try {
    environment.DATABASE_URL = database.url;
    return await prisma(args);
  } finally {
    await database.release();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
