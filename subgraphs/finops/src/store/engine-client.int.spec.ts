import { existsSync, readFileSync, rmSync } from 'node:fs';
import { temporaryDirectory } from '@ai-finops/testkit';
import { EngineClient } from './engine-client';

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';
const given = existsSync(HUGE_PAGES) && !readFileSync(HUGE_PAGES, 'utf8').includes('[never]');

describe('the process of the engine', () => {
  // Elsewhere the kernel has no huge pages to give.
  (given ? it : it.skip)('has what a query holds in huge pages', async () => {
    const directory = temporaryDirectory();
    const engine = new EngineClient(directory);
    await engine.run('SELECT length(groupArray(number)) AS n FROM numbers(30000000)');
    const pages = readFileSync(`/proc/${await engine.pid()}/smaps_rollup`, 'utf8');
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
    expect(Number(/AnonHugePages:\s+(\d+) kB/.exec(pages)?.[1])).toBeGreaterThan(0);
  });

  it('begins no query that was aborted while the process started', async () => {
    const directory = temporaryDirectory();
    const engine = new EngineClient(directory);
    const abort = new AbortController();
    const endless =
      'SELECT count() FROM numbers(100000000000) WHERE NOT ignore(cityHash64(number))';
    const query = engine.run(`${endless} SETTINGS max_execution_time = 20`, abort.signal);
    const began = performance.now();
    abort.abort(new Error('Gone.'));
    await expect(query).rejects.toThrow('Gone.');
    const took = performance.now() - began;
    await engine.close();
    expect(took).toBeLessThan(15_000);
    rmSync(directory, { recursive: true, force: true });
  });
});
