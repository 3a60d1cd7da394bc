import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, type ManagedProcess, startProcess } from '../../../platform/managed-process.ts';
import { freePorts } from '../../../platform/ports.ts';
import { bareEnvironment } from './env';
import { startServices, type TestPlatform, type TestPlatformOptions } from './platform';
import { ROOT } from './root';

const HIVE = join(ROOT, 'peers/node_modules/@graphql-hive/gateway/dist/bin.js');
const READY_TIMEOUT_MS = 60_000;

/** It is large: whoever wants its tests installs it with `npm ci --prefix peers --ignore-scripts`. */
export const hiveIsThere = (): boolean => existsSync(HIVE);

async function ready(address: string, process: ManagedProcess): Promise<void> {
  for (const end = Date.now() + READY_TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    if (process.exit) break;
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) });
      await answer.body?.cancel();
      if (answer.ok) return;
    } catch {
      // It does not listen yet.
    }
  }
  throw new Error(`${process.name} is not ready:\n${lastLines(process.log, 30).join('\n')}`);
}

/** A platform whose gateway is Hive Gateway, with the supergraph and the configuration that are checked in. */
export interface HivePlatform extends TestPlatform {
  /** Address of the door between it and the subgraphs, and what opens it. */
  readonly door: { readonly url: string; readonly token: string };
}

export async function startWithHive(options: TestPlatformOptions = {}): Promise<HivePlatform> {
  const services = ['accounts', 'auth', 'finops', 'assistant'] as const;
  const platform = await startServices({ ...options, services });
  const [doorPort, hivePort] = await freePorts(2);
  const door = `http://127.0.0.1:${doorPort}`;
  const url = `http://127.0.0.1:${hivePort}`;
  const token = randomBytes(32).toString('base64url');
  const logs = join(platform.dataDirectory, 'logs');
  const { JWT_SECRET, DATABASE_SERVICE_TOKEN, INTERNAL_TOKEN_SECRET } = platform.secrets;
  const common = { cwd: ROOT, file: process.execPath };
  const processes = [
    startProcess({
      ...common,
      name: 'subgraph-door',
      args: ['gateway/dist/subgraph-door/main.js'],
      log: join(logs, 'subgraph-door.log'),
      env: {
        ...bareEnvironment(),
        PORT: String(doorPort),
        JWT_SECRET,
        DATABASE_SERVICE_TOKEN,
        INTERNAL_TOKEN_SECRET,
        SUBGRAPH_DOOR_TOKEN: token,
        DATABASE_SERVICE_URL: platform.url('accounts'),
        AUTH_SERVICE_URL: platform.url('auth'),
        FINOPS_SERVICE_URL: platform.url('finops'),
        ASSISTANT_SERVICE_URL: platform.url('assistant'),
      },
    }),
    startProcess({
      ...common,
      name: 'hive-gateway',
      args: [
        HIVE,
        'supergraph',
        'gateway/supergraph.graphql',
        '--config-path=gateway/others/hive.config.mjs',
        `--port=${hivePort}`,
        '--host=127.0.0.1',
      ],
      log: join(logs, 'hive-gateway.log'),
      env: {
        ...bareEnvironment(),
        NODE_ENV: 'production',
        SUBGRAPH_DOOR_URL: door,
        SUBGRAPH_DOOR_TOKEN: token,
      },
    }),
  ] as const;
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((one) => one.stop({ signal: 'SIGINT' })));
    await platform.stop();
  };
  try {
    await ready(`${door}/health/ready`, processes[0]);
    await ready(`${url}/readiness`, processes[1]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...platform,
    url: (service) => (service === 'gateway' ? url : platform.url(service)),
    door: { url: door, token },
    stop,
  };
}
