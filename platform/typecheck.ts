import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepareServers } from './prepare.ts';

/**
 * What is written against the same libraries is one program: of fifteen, each would read and check service-kit and
 * the frameworks' types again.
 */
const PROGRAMS = ['tsconfig.servers.json', 'tsconfig.scripts.json', 'web', 'e2e'];

const root = join(import.meta.dirname, '..');

function check(program: string): Promise<boolean> {
  return new Promise((done) => {
    const tsc = spawn(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', join(root, program)],
      { cwd: root, stdio: 'inherit' },
    );
    tsc.on('exit', (code) => done(code === 0));
  });
}

await prepareServers(root, { report: () => undefined });
const queue = [...PROGRAMS];
let sound = true;
// Two at a time: each takes a core.
await Promise.all(
  [0, 1].map(async () => {
    for (let program = queue.shift(); program; program = queue.shift()) {
      sound = (await check(program)) && sound;
    }
  }),
);
process.exitCode = sound ? 0 : 1;
