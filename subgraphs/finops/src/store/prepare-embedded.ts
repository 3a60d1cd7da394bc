import { setTimeout as sleep } from 'node:timers/promises';

/** A process that was killed leaves the engine's directory free within moments. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 250;

/**
 * Opens the embedded engine before anything is promised to clients: where it cannot run, the service
 * says so and ends, for it would never work.
 */
export async function prepareEmbedded(store: { prepare(): Promise<void> }): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await store.prepare();
      return;
    } catch (error) {
      const busy = error instanceof Error && error.message.startsWith('Another process');
      if (!busy || Date.now() >= deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}
