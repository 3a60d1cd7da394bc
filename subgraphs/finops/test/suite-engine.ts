import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { ChdbStore } from '../src/store/chdb-store';

/** The engine of one suite, which its testbeds have one after another: to start it takes longer than most tests. */
class SuiteEngine extends ChdbStore {
  inUse = false;

  /** Leaves nothing to the next one. */
  override async close(): Promise<void> {
    const tables = await this.query<{ name: string; view: number }>(
      `SELECT name, engine = 'MaterializedView' AS view FROM system.tables
       WHERE database = currentDatabase() ORDER BY view DESC`,
    );
    for (const { name, view } of tables) {
      await this.execute(`DROP ${view ? 'VIEW' : 'TABLE'} IF EXISTS ${name}`);
    }
    this.inUse = false;
  }

  async end(): Promise<void> {
    await super.close();
  }
}

let engine: SuiteEngine | undefined;
let directory: string | undefined;

afterAll(async () => {
  await engine?.end();
  if (directory) rmSync(directory, { recursive: true, force: true });
});

/** An engine without tables. Closing it gives it back. */
export function suiteEngine(): ChdbStore {
  directory ??= temporaryDirectory();
  engine ??= new SuiteEngine(join(directory, 'chdb'));
  if (engine.inUse) throw new Error('Another testbed of this suite has the engine.');
  engine.inUse = true;
  return engine;
}
