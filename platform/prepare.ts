import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { type Compilation, compile } from './compile.ts';
import { environment } from './env.ts';
import { StartFailure } from './failure.ts';
import { withLock } from './lock.ts';
import { cacheDirectory, type Step, whenStale } from './stamps.ts';

const GENERATE: Step = {
  name: 'generate',
  inputs: [
    'subgraphs/*/src/**/*.graphql',
    'packages/sdk/src/**/*.graphql',
    'web/{src,app,features,components,lib}/**/*.graphql',
    'codegen.ts',
    'platform/{generate,supergraph,trusted-documents}.ts',
    'package-lock.json',
  ],
  outputs: [
    'gateway/{supergraph,api}.graphql',
    'gateway/generated/*.json',
    'subgraphs/*/src/generated/*.ts',
    'packages/sdk/src/generated/*.ts',
    'web/src/generated/*.ts',
  ],
};

const PRISMA: Step = {
  name: 'prisma',
  inputs: ['prisma/**/*.prisma', 'package-lock.json'],
  outputs: ['packages/service-kit/src/generated/prisma/**'],
};

const webStep = (own: NodeJS.ProcessEnv): Step => ({
  name: 'web',
  inputs: ['web/**', 'packages/sdk/src/**', 'package-lock.json'],
  // What checking types leaves there too.
  exclude: ['web/.next', 'web/next-env.d.ts', 'web/*.tsbuildinfo'],
  outputs: ['web/.next/BUILD_ID'],
  // What Next builds into the pages.
  salt: JSON.stringify(
    Object.entries(own)
      .filter(([name]) => name.startsWith('NEXT_PUBLIC_'))
      .sort(),
  ),
});

interface Task {
  readonly title: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Leaves the processor to what somebody waits for. */
  readonly background?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a Node program to its end; its output is shown only when it fails. */
function runTask({ title, args, cwd, env, background, signal }: Task): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    if (background && child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new StartFailure(`${title} failed (${killedBy ?? code}):\n${output.trim()}`));
    });
  });
}

export interface PrepareOptions {
  /** Told of each step that was stale. */
  readonly report: (what: string) => void;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

const locked = <T>(root: string, name: string, work: () => Promise<T>): Promise<T> =>
  withLock(join(cacheDirectory(root), `${name}.lock`), work);

/**
 * Generates and compiles what the servers need, as far as it is stale. Runs safely beside another one.
 * @returns the sources that were compiled or whose compiled file was removed.
 */
export function prepareServers(root: string, options: PrepareOptions): Promise<Compilation> {
  const { report, signal } = options;
  return locked(root, 'servers', async () => {
    await Promise.all([
      whenStale(root, GENERATE, async () => {
        await runTask({ title: 'Generating', args: ['platform/generate.ts'], cwd: root, signal });
        report('generated the supergraph and its types');
      }),
      whenStale(root, PRISMA, async () => {
        await runTask({
          title: 'prisma generate',
          args: ['platform/prisma.ts', 'generate'],
          cwd: root,
          signal,
        });
        report('generated the Prisma client');
      }),
    ]);
    const compilation = await compile(root);
    if (compilation.compiled.length > 0) report(`compiled ${compilation.compiled.length} files`);
    return compilation;
  });
}

/** Builds the web app when it is stale; needs what prepareServers generates. */
export function prepareWeb(root: string, options: PrepareOptions): Promise<void> {
  const { report, signal } = options;
  return locked(root, 'web', async () => {
    await whenStale(root, webStep(environment), async () => {
      await runTask({
        title: 'Building the web app',
        args: [join(root, 'node_modules/next/dist/bin/next'), 'build'],
        cwd: join(root, 'web'),
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
        background: true,
        signal,
      });
      report('built the web app');
    });
  });
}
