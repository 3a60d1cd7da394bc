import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { readText } from './files.ts';
import { type Command, describeExit, lastLines, startProcess } from './managed-process.ts';
import { identify, isRunning } from './process-identity.ts';
import { ProcessRegistry } from './process-registry.ts';

const directory = temporaryDirectory();

afterAll(() => rmSync(directory, { recursive: true }));

const command = (name: string, script: string): Command => ({
  name,
  file: process.execPath,
  args: ['-e', script],
  cwd: directory,
  env: process.env,
  log: join(directory, `${name}.log`),
});

const WAITS = 'console.log("waiting"); setInterval(() => {}, 1000);';
const DEAF = `process.on('SIGTERM', () => console.log('heard')); ${WAITS}`;

async function until(check: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !check(); ) {
    if (Date.now() > end) throw new Error('It did not come to pass.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a managed process', () => {
  it('writes to its log and tells how it ended', async () => {
    const own = startProcess(command('brief', 'console.error("last words"); process.exit(3)'));
    const exit = await own.exited;
    expect(describeExit(exit)).toBe('ended with exit code 3');
    expect(lastLines(own.log, 5)).toEqual(['last words']);
    expect(own.exit).toEqual(exit);
  });

  it('keeps the log of the run before', async () => {
    await startProcess(command('twice', 'console.log("one")')).exited;
    await startProcess(command('twice', 'console.log("two")')).exited;
    expect(readText(join(directory, 'twice.log'))).toBe('two\n');
    expect(readText(join(directory, 'twice.log.previous'))).toBe('one\n');
  });

  it('ends at the signal it is sent', async () => {
    const own = startProcess(command('polite', WAITS));
    expect(await own.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('ends by force when the signal does not move it', async () => {
    const own = startProcess(command('deaf', DEAF));
    await until(() => lastLines(own.log, 1).length > 0);
    expect(await own.stop({ graceMs: 200 })).toEqual({ code: null, signal: 'SIGKILL' });
    expect(lastLines(own.log, 1)).toEqual(['heard']);
  });

  it('takes with it what it started itself', async () => {
    const script = `const { spawn } = require('node:child_process');
      console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid); ${WAITS}`;
    const own = startProcess(command('parent', script));
    await until(() => lastLines(own.log, 2).length === 2);
    const child = identify(Number(lastLines(own.log, 2)[0]));
    if (!child) throw new Error('The child does not run.');
    await own.stop();
    await until(() => !isRunning(child));
  });

  it('that cannot be started counts as ended', async () => {
    const own = startProcess({ ...command('absent', ''), file: join(directory, 'no-such-file') });
    expect(await own.exited).toEqual({ code: 127, signal: null });
  });
});

describe('the registry of processes', () => {
  it('lets the next launcher end what is left, and nothing else', async () => {
    const file = join(directory, 'processes.json');
    const left = startProcess(command('left', WAITS));
    const database = startProcess(command('postgres', WAITS));
    const registry = new ProcessRegistry(file);
    registry.add(left);
    registry.add(database);
    expect(await new ProcessRegistry(file).endOrphans()).toEqual(['left']);
    expect(await left.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(database.exit).toBeUndefined();
    await database.stop();
    expect(await new ProcessRegistry(file).endOrphans()).toEqual([]);
  });

  it('ends what a process started that is gone itself', async () => {
    const file = join(directory, 'groups.json');
    // The parent ends at once, so that its group is an orphan that nobody's exit handler knows of.
    const script = `const { spawn } = require('node:child_process');
      const leader = spawn(process.execPath, ['-e', \`
        const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
        console.log(child.pid); child.unref(); setTimeout(() => process.exit(), 300)\`],
        { detached: true, stdio: 'inherit' });
      console.log(leader.pid); leader.unref();`;
    const own = startProcess(command('grandparent', script));
    await until(() => lastLines(own.log, 1).length > 0);
    const leader = identify(Number(lastLines(own.log, 2)[0]));
    await until(() => lastLines(own.log, 2).length === 2);
    const child = identify(Number(lastLines(own.log, 2)[1]));
    if (!leader || !child) throw new Error('They do not run.');
    await until(() => !isRunning(leader));
    writeFileSync(file, JSON.stringify([{ name: 'leader', ...leader }]));
    expect(isRunning(child)).toBe(true);
    expect(await new ProcessRegistry(file).endOrphans()).toEqual([]);
    await until(() => !isRunning(child));
  });

  it('leaves a process alone that merely got the number', async () => {
    const file = join(directory, 'reused.json');
    writeFileSync(file, JSON.stringify([{ name: 'left', pid: process.pid, started: 'earlier' }]));
    expect(await new ProcessRegistry(file).endOrphans()).toEqual([]);
  });
});
