import { announceTestServer } from './env';
import { keepForTeardown } from './global-state';
import { startTestServer } from './test-server';

/** Jest runs this once before the suites of the int and e2e projects. */
async function globalSetup(): Promise<void> {
  const server = await startTestServer();
  announceTestServer(server.url);
  keepForTeardown(server);
}

export = globalSetup;
