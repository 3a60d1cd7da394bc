import { setTimeout as sleep } from 'node:timers/promises';
import type { ChdbStore } from '../src/store/chdb-store';

/** Kills the engine's process, as a lack of memory would. */
export async function killEngine(store: ChdbStore): Promise<void> {
  const pid = await store.enginePid();
  if (pid === undefined) throw new Error('The engine does not run.');
  process.kill(pid, 'SIGKILL');
  // Until the store has seen the end, a query would still be sent to the dead process.
  while ((await store.enginePid()) === pid) await sleep(5);
}
