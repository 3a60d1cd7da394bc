import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment } from './env.ts';
import { StartFailure } from './failure.ts';
import { readText, writeAtomically } from './files.ts';
import { withLock } from './lock.ts';
import { cacheDirectory } from './stamps.ts';

/**
 * Installs the programs that benchmarks run beside ours into `peers/node_modules`, as its lock file lists
 * them. `npm start` and `npm test` need none of them.
 */
export function preparePeers(root: string, report: (what: string) => void): Promise<void> {
  return withLock(join(cacheDirectory(root), 'peers.lock'), async () => {
    const directory = join(root, 'peers');
    const wanted = readText(join(directory, 'package-lock.json')) ?? '';
    // Within node_modules, so that it goes when they go.
    const installed = join(directory, 'node_modules/.installed-lock.json');
    if (readText(installed) === wanted) return;
    await install(directory);
    writeAtomically(installed, wanted);
    report('installed the peers of benchmarks');
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
