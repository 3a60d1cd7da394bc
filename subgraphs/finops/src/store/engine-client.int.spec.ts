import { existsSync, readFileSync, rmSync } from 'node:fs';
import { temporaryDirectory } from '@ai-finops/testkit';
import { SLOW } from '../../test/slow-query';
import { EngineClient } from './engine-client';

const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';
const given = existsSync(HUGE_PAGES) && !readFileSync(HUGE_PAGES, 'utf8').includes('[never]');

describe('the process of the engine', () => {
  let directory: string;
  let engine: EngineClient;

  beforeEach(() => {
    directory = temporaryDirectory();
    engine = new EngineClient(directory);
  });
  afterEach(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  // Elsewhere the kernel has no huge pages to give.
  (given ? it : it.skip)('has what a query holds in huge pages', async () => {
    await engine.run('SELECT length(groupArray(number)) AS n FROM numbers(30000000)');
    const pages = readFileSync(`/proc/${await engine.pid()}/smaps_rollup`, 'utf8');
    expect(Number(/AnonHugePages:\s+(\d+) kB/.exec(pages)?.[1])).toBeGreaterThan(0);
  });

  it('begins no query that was aborted while the process started', async () => {
    const abort = new AbortController();
    const query = engine.run(`${SLOW} SETTINGS max_execution_time = 20`, abort.signal);
    const began = performance.now();
    abort.abort(new Error('Gone.'));
    await expect(query).rejects.toThrow('Gone.');
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
