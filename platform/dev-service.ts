// `npm run start:dev -w @ai-finops/<service>`: one service, restarted when its sources change. It finds
// the others of `npm start` or `npm run dev` on their ports, and their database and secrets in `.data`.
import { join } from 'node:path';
import { dataDirectoryOf, prepareDataDirectory } from './data-directory.ts';
import { embeddedDatabase } from './embedded-database.ts';
import { environment, loadEnvironmentFile } from './env.ts';
import { messageOf, StartFailure } from './failure.ts';
import { deployMigrations } from './migrate.ts';
import { Platform } from './platform.ts';
import { prepareServers } from './prepare.ts';
import { Progress } from './progress.ts';
import { developmentSecrets } from './secrets.ts';
import { checkPort, portsFrom } from './service-ports.ts';
import { isServiceName, type ServiceName, serviceNamed } from './services.ts';
import { listenForShutdown } from './shutdown.ts';
import { watchAndRestart } from './watch.ts';

const root = join(import.meta.dirname, '..');

async function run(name: ServiceName): Promise<void> {
  loadEnvironmentFile(join(root, '.env'));
  const progress = new Progress();
  const say = (what: string): void => progress.say(what);
  const shutdown = listenForShutdown(() => process.exit(1));
  const data = dataDirectoryOf(root, environment.AI_FINOPS_DATA_DIR);
  const ports = portsFrom(environment);
  prepareDataDirectory(data);
  await checkPort(serviceNamed(name), ports);
  await prepareServers(root, { report: say, signal: shutdown.signal });
  const needsDatabase = serviceNamed(name).usesPostgres && !environment.DATABASE_URL;
  const database = needsDatabase ? await embeddedDatabase(root, data) : undefined;
  const databaseUrl = environment.DATABASE_URL || database?.url || '';
  const platform = new Platform({
    root,
    data,
    ports,
    secrets: developmentSecrets(data.secrets),
    databaseUrl,
    own: environment,
    onDeath: (_name, sentence) => say(`${sentence}\nIt starts again at the next change.`),
  });
  try {
    if (database) await deployMigrations(root, databaseUrl);
    await platform.start([name]);
    say(`${name} is ready on ${platform.url(name)} (log: ${join(data.logs, `${name}.log`)})`);
    watchAndRestart(platform, say, shutdown.signal, name);
    await shutdown.requested;
  } finally {
    await platform.stopAll();
    await database?.release();
  }
}

const [name] = process.argv.slice(2);
try {
  if (!isServiceName(name) || name === 'web') {
    throw new StartFailure(
      'Usage: node platform/dev-service.ts accounts|auth|finops|assistant|gateway',
    );
  }
  await run(name);
  process.exit(0);
} catch (error) {
  process.stderr.write(
    `${error instanceof StartFailure ? messageOf(error) : (error as Error).stack}\n`,
  );
  process.exit(1);
}
