// `npm run bench -- NAME …` and `npm run faults -- NAME …`: brings everything up to date, then runs
// `bench/NAME.ts` or `faults/NAME.ts` to its end. A name may also be a folder with a `run.ts`.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from './env.ts';
import { messageOf, StartFailure } from './failure.ts';
import { preparePeers } from './peers.ts';
import { prepareServers } from './prepare.ts';
import { Progress } from './progress.ts';

const root = join(import.meta.dirname, '..');

function scriptOf(kind: string, name: string): string | undefined {
  const candidates = [join(root, kind, `${name}.ts`), join(root, kind, name, 'run.ts')];
  return candidates.find((file) => existsSync(file));
}

function namesOf(kind: string): string[] {
  const directory = join(root, kind);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? entry.name : entry.name.replace(/\.ts$/, ''),
  );
  return [...new Set(names)].filter((name) => scriptOf(kind, name)).sort();
}

const [kind = '', name = '', ...args] = process.argv.slice(2);
const script = /^[\w-]+$/.test(name) ? scriptOf(kind, name) : undefined;
if (!script) {
  process.stderr.write(`Usage: npm run ${kind} -- ${namesOf(kind).join('|')} [options]\n`);
  process.exitCode = 1;
} else {
  try {
    const progress = new Progress();
    const report = (what: string): void => progress.say(what);
    await prepareServers(root, { report });
    if (kind === 'bench') await preparePeers(root, report);
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: environment,
      stdio: 'inherit',
    });
    // Ctrl-C reaches the script by itself, being in the same group.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.exitCode = await new Promise<number>((resolve) =>
      child.once('exit', (code) => resolve(code ?? 1)),
    );
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
