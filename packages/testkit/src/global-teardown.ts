import { keptForTeardown } from './global-state';

/** Jest runs this once after the last suite. */
async function globalTeardown(): Promise<void> {
  await keptForTeardown()?.stop();
}

export = globalTeardown;
