// The order of the suites, for jest. Its own is by the size of the files, which says nothing of a suite whose cases
// stand in other files: the longest would begin last, and one core wait for them.
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

// Its types are those of the CommonJS module only.
const require = createRequire(import.meta.url);
const sequencing = require('@jest/test-sequencer') as typeof import('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof sequencing.default>['sort']>[0];

const root = join(import.meta.dirname, '..');

/**
 * About how many seconds the suites with all processes took on two cores. A fresh clone knows nothing of that, and a
 * browser takes longer for a line than a request does. It only has to be right enough to keep them apart.
 */
export const SECONDS: Readonly<Record<string, number>> = {
  'e2e/people/people.e2e.ts': 200,
  'e2e/security/development.e2e.ts': 120,
  'e2e/web/web.e2e.ts': 80,
  'e2e/security/production.e2e.ts': 60,
  'e2e/sources.e2e.ts': 60,
  'e2e/launcher.e2e.ts': 50,
  'e2e/graph/graph.e2e.ts': 40,
  'e2e/command-line/command-line.e2e.ts': 30,
  'e2e/hive-gateway.e2e.ts': 30,
  'e2e/openapi.e2e.ts': 30,
  'e2e/workers/workers.e2e.ts': 30,
  'e2e/tracing.e2e.ts': 10,
};

/** Both in their order; each of the few after the share of the many that those before it take of the few. */
export function spread<T>(
  few: readonly T[],
  many: readonly T[],
  weightOf: (one: T) => number,
): T[] {
  const total = (all: readonly T[]): number => all.reduce((sum, one) => sum + weightOf(one), 0);
  const [ofFew, ofMany] = [total(few), total(many)];
  const order: T[] = [];
  let [behind, at, i] = [0, 0, 0];
  for (const one of few) {
    for (; i < many.length && at * ofFew < behind * ofMany; i += 1) {
      const next = many[i] as T;
      order.push(next);
      at += weightOf(next);
    }
    order.push(one);
    behind += weightOf(one);
  }
  return [...order, ...many.slice(i)];
}

/**
 * Long suites first. Those with all processes are spread among those of one service, so that seldom two of them share
 * the machine; those of pure code, which are short, fill the end.
 */
class TestSequence extends sequencing.default {
  override sort(tests: Tests): Tests {
    const weights = new Map(
      tests.map(({ path }) => [path, SECONDS[relative(root, path)] ?? statSync(path).size]),
    );
    const weightOf = ({ path }: Tests[number]): number => weights.get(path) ?? 0;
    const sorted = [...tests].sort((a, b) => weightOf(b) - weightOf(a));
    const of = (project: string): Tests =>
      sorted.filter(({ context }) => context.config.displayName?.name === project);
    return [...spread(of('e2e'), of('int'), weightOf), ...of('unit')];
  }
}

// biome-ignore lint/style/noDefaultExport: it is what jest takes of the module
export { TestSequence as default };
