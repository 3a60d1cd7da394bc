import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from './failure.ts';
import { readJson } from './files.ts';
import type { Platform } from './platform.ts';
import { prepareServers } from './prepare.ts';
import { SERVICES, type ServiceName } from './services.ts';

/** Editors write a file in several steps; branches change many files at once. */
const SETTLE_MS = 150;

const WATCHED = ['packages', 'subgraphs', 'gateway/src', 'prisma', 'web/src'];
const SOURCE = /\.(ts|graphql|prisma)$/;
/** What building itself writes. */
const GENERATED = /(^|[\\/])(generated|dist|node_modules|\.next)[\\/]/;

/** Calls back, never twice at once, after sources changed. */
export function watchSources(
  root: string,
  onChange: () => Promise<void>,
  signal: AbortSignal,
): void {
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  for (const directory of WATCHED) {
    if (!existsSync(join(root, directory))) continue;
    watch(join(root, directory), { recursive: true, signal }, (_event, file) => {
      if (!file || !SOURCE.test(file) || GENERATED.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        working = working.then(onChange);
      }, SETTLE_MS);
    });
  }
}

/** Folders whose code runs in a service: its own and those of our packages that it depends on. */
function foldersOf(root: string, directory: string): string[] {
  const manifest = readJson(join(root, directory, 'package.json')) as
    | { dependencies?: Record<string, string> }
    | undefined;
  const packages = Object.keys(manifest?.dependencies ?? {})
    .filter((name) => name.startsWith('@ai-finops/'))
    .flatMap((name) => foldersOf(root, name.replace('@ai-finops/', 'packages/')));
  return [directory, ...packages];
}

/** Services that run one of the files (paths relative to the root). Next watches the web app itself. */
export function servicesThatRun(root: string, files: readonly string[]): ServiceName[] {
  return SERVICES.filter(({ name }) => name !== 'web')
    .filter(({ directory }) => {
      const folders = foldersOf(root, directory);
      return files.some((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
    })
    .map(({ name }) => name);
}

/** Rebuilds what changed and restarts only the services that run it; a fault is told and waited out. */
export function watchAndRestart(
  platform: Platform,
  say: (what: string) => void,
  signal: AbortSignal,
  only?: ServiceName,
): void {
  const { root } = platform.options;
  const restart = async (): Promise<void> => {
    try {
      const { compiled, removed } = await prepareServers(root, { report: say, signal });
      const sources = [...compiled, ...removed.map((file) => file.replace('/dist/', '/src/'))];
      const dead = SERVICES.map(({ name }) => name).filter((name) => platform.process(name)?.exit);
      const names = [...new Set([...servicesThatRun(root, sources), ...dead])].filter(
        (name) => !only || name === only,
      );
      if (names.length === 0 || signal.aborted) return;
      await Promise.all(names.map((name) => platform.stop(name)));
      await platform.start(names);
      say(`restarted ${names.join(', ')}`);
    } catch (error) {
      if (!signal.aborted) say(`${messageOf(error)}\nWaiting for the next change.`);
    }
  };
  watchSources(root, restart, signal);
}
