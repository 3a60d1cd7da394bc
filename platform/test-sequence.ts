// The order of the suites, for jest. Its own is by the size of the files, which says nothing of a suite whose cases
// stand in other files: the longest would begin last, and one core wait for them.
import { globSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// Its types are those of the CommonJS module only.
const require = createRequire(import.meta.url);
const sequencing = require('@jest/test-sequencer') as typeof import('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof sequencing.default>['sort']>[0];

/** Bytes of a suite and of the cases beside it: nothing is known in a fresh clone that says more of how long it takes. */
function sizeOf(suite: string): number {
  const folder = dirname(suite);
  const cases = globSync('*.cases.ts', { cwd: folder }).map((file) => join(folder, file));
  return [suite, ...cases].reduce((bytes, file) => bytes + statSync(file).size, 0);
}

/** Both in their order, `few` at even distances among `many`, one of them first. */
export function spread<T>(few: readonly T[], many: readonly T[]): T[] {
  const between = Math.floor(many.length / (few.length || 1));
  const from = few.length * between;
  return [
    ...few.flatMap((one, i) => [one, ...many.slice(i * between, (i + 1) * between)]),
    ...many.slice(from),
  ];
}

/**
 * Long suites first. Those with all processes are spread among those of one service, so that seldom two of them share
 * the machine; those of pure code, which are short, fill the end.
 */
class TestSequence extends sequencing.default {
  override sort(tests: Tests): Tests {
    const sizes = new Map(tests.map(({ path }) => [path, sizeOf(path)]));
    const sorted = [...tests].sort((a, b) => (sizes.get(b.path) ?? 0) - (sizes.get(a.path) ?? 0));
    const of = (project: string): Tests =>
      sorted.filter(({ context }) => context.config.displayName?.name === project);
    return [...spread(of('e2e'), of('int')), ...of('unit')];
  }
}

// biome-ignore lint/style/noDefaultExport: it is what jest takes of the module
export { TestSequence as default };
