import { env } from 'node:process';

const VARIABLE = 'AI_FINOPS_TEST_POSTGRES';

/** Connection string of the test server's maintenance database; the global set-up hands it to the workers. */
export function testServerUrl(): string {
  const url = env[VARIABLE];
  if (!url) throw new Error('No test server runs: is this suite in the int or e2e project?');
  return url;
}

export function announceTestServer(url: string): void {
  env[VARIABLE] = url;
}

/** What a child process needs of this one's environment: everything else must not leak into a test. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot } = env;
  return { PATH, HOME, TMPDIR, SystemRoot };
}
