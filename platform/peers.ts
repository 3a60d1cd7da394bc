import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './env.ts';
import { StartFailure } from './failure.ts';
import { withLock } from './lock.ts';
import { cacheDirectory, type Step, whenStale } from './stamps.ts';

const PEERS: Step = {
  name: 'peers',
  inputs: ['peers/package.json', 'peers/package-lock.json'],
  outputs: [],
};

/**
 * Installs the programs that tests and benchmarks run beside ours (other gateways, emulators of object
 * stores) into `peers/node_modules`, as its lock file lists them. `npm start` needs none of them.
 */
export function preparePeers(root: string, report: (what: string) => void): Promise<void> {
  return withLock(join(cacheDirectory(root), 'peers.lock'), async () => {
    const directory = join(root, 'peers');
    const present = existsSync(join(directory, 'node_modules/.package-lock.json'));
    const step = present ? PEERS : { ...PEERS, salt: `${Date.now()}` };
    const ran = await whenStale(root, step, () => install(directory));
    // The salt only forced the run: the stamp that counts is the one without it.
    if (ran && !present) await whenStale(root, PEERS, async () => undefined);
    if (ran) report('installed the peers of tests and benchmarks');
  });
}

function install(cwd: string): Promise<void> {
  const npm = environment.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new StartFailure(`npm ci in peers/ failed (${code}):\n${output.trim()}`));
    });
  });
}
