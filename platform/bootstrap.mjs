// `npm start` and its like begin here, on whatever Node the machine has: installs what is missing, then
// goes on with the Node that the project pins. Plain JavaScript for Node 20 and later.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from './link-node.mjs';

const COMMANDS = ['start', 'dev', 'test', 'build', 'reset'];
const OLDEST_NODE = 20;
const OLDEST_GLIBC = [2, 28];

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function checkMachine() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE) {
    fail(
      `Node ${OLDEST_NODE} or later is needed to begin (this is ${process.version}); the project then brings its own.`,
    );
  }
  if (process.platform !== 'linux') return;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (!glibc)
    fail(
      'The pinned Node and the embedded stores need a Linux with glibc (this one has none, as Alpine): use docker-compose.yml.',
    );
  const [a, b] = glibc.split('.').map(Number);
  if (a < OLDEST_GLIBC[0] || (a === OLDEST_GLIBC[0] && b < OLDEST_GLIBC[1])) {
    fail(
      `The pinned Node needs glibc ${OLDEST_GLIBC.join('.')} or later (this is ${glibc}): use docker-compose.yml.`,
    );
  }
}

const readLock = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
};

/**
 * Whether node_modules is what package-lock.json asks for. npm keeps its own lock of what it installed;
 * the times of the two files say nothing in a fresh clone or after a checkout, so contents decide.
 */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (!wanted || !installed || !pinnedNode()) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // The root itself, workspaces and packages of other platforms are not in npm's list.
    if (!path.includes('node_modules/') || entry.link) return true;
    const there = installed[path];
    if (!there) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function install() {
  const started = Date.now();
  process.stdout.write('Installing what package-lock.json lists (about a minute) …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'development' },
  };
  // npm tells its own file to the scripts that it runs; without npm in front, the PATH has one.
  const { status, signal, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (error) fail(`npm could not be started: ${error.message}`);
  if (status !== 0)
    fail(`npm ci failed (${signal ?? `exit code ${status}`}); what it said is above.`);
  process.stdout.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

function goOn(command, args) {
  const node = pinnedNode();
  if (!node) fail(`There is no pinned Node for ${process.platform} on ${process.arch}.`);
  const child = spawn(node, [join(root, 'platform', `${command}.ts`), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  });
  // A terminal's Ctrl-C reaches the child by itself, being in the same group; a signal sent to this
  // process alone does not. The child counts a second wish as impatience, so Ctrl-C is not passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`The pinned Node could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [command, ...args] = process.argv.slice(2);
if (!COMMANDS.includes(command)) fail(`Usage: node platform/bootstrap.mjs ${COMMANDS.join('|')}`);
checkMachine();
if (!isInstalled()) install();
if (!existsSync(bin)) fail('node_modules is incomplete: remove it and start again.');
goOn(command, args);
