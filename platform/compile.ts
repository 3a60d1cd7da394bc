import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Options, transform, version } from '@swc/core';
import { messageOf, StartFailure } from './failure.ts';
import { readJson, writeAtomically } from './files.ts';
import { LOADED_AFTER_ENVIRONMENT, LOADED_WHEN_USED } from './loaded-when-used.ts';
import { cacheDirectory, filesOf } from './stamps.ts';

/** Workspaces whose src is compiled to dist; web is built by Next, and testkit runs under jest only. */
const COMPILED = ['packages/{service-kit,demo-bill,sdk,cli}', 'subgraphs/*', 'gateway'];

/** Types are checked by `npm run check`; here they are only removed, as tsc would with the same settings. */
const OPTIONS: Options = {
  configFile: false,
  swcrc: false,
  sourceMaps: true,
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  // `import()` stays: it is how CommonJS reaches a module that only exists as ESM.
  module: {
    type: 'commonjs',
    ignoreDynamic: true,
    lazy: [...LOADED_WHEN_USED, ...LOADED_AFTER_ENVIRONMENT],
  },
};

interface Notes {
  readonly compiler: string;
  /** Modification time and size of each source as compiled. */
  readonly files: Readonly<Record<string, string>>;
}

const compilerId = createHash('sha256')
  .update(`${version}${JSON.stringify(OPTIONS)}`)
  .digest('hex');

const targetOf = (source: string): string =>
  source.replace(/^(.*?)\/src\//, '$1/dist/').replace(/\.ts$/, '.js');

async function compileFile(root: string, source: string): Promise<void> {
  const target = targetOf(source);
  const file = join(root, source);
  const { code, map } = await transform(await readFile(file, 'utf8'), {
    ...OPTIONS,
    filename: file,
    sourceFileName: relative(dirname(join(root, target)), file),
  }).catch((error: unknown) => {
    // The compiler adds the backtrace of its own code.
    const [words] = messageOf(error).split(/\n+(?:Caused by|Stack backtrace|Stack:)/);
    throw new StartFailure(`${source} does not compile:\n${words?.trim()}`);
  });
  mkdirSync(dirname(join(root, target)), { recursive: true });
  const name = target.slice(target.lastIndexOf('/') + 1);
  await writeFile(join(root, `${target}.map`), map ?? '');
  await writeFile(join(root, target), `${code}\n//# sourceMappingURL=${name}.map\n`);
}

export interface Compilation {
  readonly compiled: readonly string[];
  readonly removed: readonly string[];
}

/** Brings every workspace's dist up to its src: changed files compiled, files without a source removed. */
export async function compile(root: string): Promise<Compilation> {
  const notesFile = join(cacheDirectory(root), 'compile.json');
  const before = (readJson(notesFile) ?? { compiler: '', files: {} }) as Notes;
  const known = before.compiler === compilerId ? before.files : {};
  const sources = filesOf(
    root,
    COMPILED.map((workspace) => `${workspace}/src/**/*.ts`),
  ).filter((file) => !/\.(spec|d)\.ts$/.test(file));
  const files = Object.fromEntries(
    sources.map((source) => {
      const { mtimeMs, size } = statSync(join(root, source));
      return [source, `${mtimeMs}:${size}`];
    }),
  );
  const compiled = sources.filter(
    (source) => known[source] !== files[source] || !existsSync(join(root, targetOf(source))),
  );
  await Promise.all(compiled.map((source) => compileFile(root, source)));
  const wanted = new Set(sources.map(targetOf));
  const removed = filesOf(
    root,
    COMPILED.map((workspace) => `${workspace}/dist/**/*.js`),
  ).filter((target) => !wanted.has(target));
  for (const target of removed) {
    rmSync(join(root, target));
    rmSync(join(root, `${target}.map`), { force: true });
  }
  if (compiled.length + removed.length > 0 || before.compiler !== compilerId) {
    writeAtomically(notesFile, JSON.stringify({ compiler: compilerId, files } satisfies Notes));
  }
  return { compiled, removed };
}
