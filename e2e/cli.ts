import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestPlatform } from '@ai-finops/testkit';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const BINARY = join(__dirname, '../packages/cli/bin/ai-finops.js');

/** Runs the built `ai-finops` command against a platform, with its session inside the platform's data. */
export async function runCli(
  platform: TestPlatform,
  args: readonly string[],
  options: {
    readonly stdin?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [BINARY, ...args], {
    env: {
      PATH: process.env.PATH,
      XDG_CONFIG_HOME: join(platform.dataDirectory, 'config'),
      AI_FINOPS_URL: platform.url('gateway'),
      AI_FINOPS_API_URL: platform.url('finops'),
      ...options.environment,
    },
  });
  child.stdin.end(options.stdin ?? '');
  const code = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}
