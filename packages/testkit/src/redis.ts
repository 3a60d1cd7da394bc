import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { freePort } from '../../../platform/ports.ts';
import { temporaryDirectory } from './temporary-directory';

export interface RedisServer {
  readonly url: string;
  readonly password: string;
  stop(): Promise<void>;
}

export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A real Redis on a free port, which keeps nothing. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const directory = temporaryDirectory();
  const password = 'redis-password-of-this-test';
  const settings = ['--bind', '127.0.0.1', '--save', '', '--dir', directory];
  const server: ChildProcess = spawn(
    'redis-server',
    ['--port', String(port), '--requirepass', password, ...settings],
    { stdio: 'ignore' },
  );
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error('redis-server ended.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    password,
    async stop() {
      if (server.signalCode !== null) return;
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
