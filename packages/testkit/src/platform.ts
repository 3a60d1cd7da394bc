import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory, prepareDataDirectory } from '../../../platform/data-directory.ts';
import { messageOf } from '../../../platform/failure.ts';
import { Platform } from '../../../platform/platform.ts';
import { freePorts } from '../../../platform/ports.ts';
import { developmentSecrets, type Secrets } from '../../../platform/secrets.ts';
import { type Ports, SERVICES, type ServiceName } from '../../../platform/services.ts';
import { createTestDatabase } from './database';
import { bareEnvironment } from './env';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary-directory';

export interface TestPlatformOptions {
  /** Default: all but the web app. */
  readonly services?: readonly ServiceName[];
  /** Also start the web app, which `npm test` builds. */
  readonly web?: boolean;
  /** Variables over the defaults, for every service. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface TestPlatform {
  readonly services: Platform;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  /** Variables over the defaults; a change holds for whatever is started after it. */
  readonly environment: NodeJS.ProcessEnv;
  url(service: ServiceName): string;
  /** Ends every process and removes database and files. */
  stop(): Promise<void>;
}

const SERVERS = SERVICES.map(({ name }) => name).filter((name) => name !== 'web');
/** The floor, for speed: suites sign in often. The suite of the production posture asks for the default. */
const QUICK_PASSWORDS = { BCRYPT_COST: '10' };
/** Between being picked and being used, a port may be taken by somebody else. */
const ATTEMPTS = 3;

async function pickPorts(): Promise<Ports> {
  const picked = await freePorts(SERVICES.length);
  return Object.fromEntries(SERVICES.map(({ name }, i) => [name, picked[i]])) as Ports;
}

function checkBuilt(names: readonly ServiceName[]): void {
  for (const { name, directory } of SERVICES) {
    const built = join(ROOT, directory, name === 'web' ? '.next/BUILD_ID' : 'dist/main.js');
    if (names.includes(name) && !existsSync(built)) {
      throw new Error(
        `${name} is not built: "npm run build" does it, and "npm test" does it by itself.`,
      );
    }
  }
}

/** Processes of the platform on free ports, with a database and a data directory of their own. */
export async function startServices(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const names = [...(options.services ?? SERVERS), ...(options.web ? (['web'] as const) : [])];
  checkBuilt(names);
  const directory = temporaryDirectory();
  const data = dataDirectory(join(directory, 'data'));
  prepareDataDirectory(data);
  const secrets = developmentSecrets(data.secrets);
  const database = await createTestDatabase();
  const environment = { ...bareEnvironment(), ...QUICK_PASSWORDS, ...options.environment };
  const clear = async (): Promise<void> => {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  };
  for (let attempt = 1; ; attempt += 1) {
    const services = new Platform({
      root: ROOT,
      data,
      ports: await pickPorts(),
      secrets,
      databaseUrl: database.url,
      own: environment,
    });
    try {
      await services.start(names);
      return {
        services,
        secrets,
        databaseUrl: database.url,
        dataDirectory: data.path,
        environment,
        url: (service) => services.url(service),
        async stop() {
          await services.stopAll();
          await clear();
        },
      };
    } catch (error) {
      await services.stopAll();
      if (attempt < ATTEMPTS && messageOf(error).includes('EADDRINUSE')) continue;
      await clear();
      throw error;
    }
  }
}
