import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeAtomically } from './files.ts';

/** Where building keeps its notes: it goes with node_modules, as everything built does. */
export const cacheDirectory = (root: string): string => join(root, 'node_modules/.cache/ai-finops');

export interface Step {
  readonly name: string;
  /** Globs of what the step reads. */
  readonly inputs: readonly string[];
  /** Globs of what it writes: when somebody else changed or removed that, the step is stale too. */
  readonly outputs: readonly string[];
  /** Globs of inputs that don't count. */
  readonly exclude?: readonly string[];
  /** Whatever else the result depends on. */
  readonly salt?: string;
}

/** Sorted paths, relative to the root, of the files that the globs name. */
export function filesOf(
  root: string,
  globs: readonly string[],
  exclude: readonly string[] = [],
): string[] {
  const skipped = ['**/node_modules', ...exclude];
  const found = globs.flatMap((glob) => globSync(glob, { cwd: root, exclude: skipped }));
  return [...new Set(found)].filter((file) => statSync(join(root, file)).isFile()).sort();
}

function digest(root: string, step: Step): string {
  const hash = createHash('sha256').update(step.salt ?? '');
  const files = [...filesOf(root, step.inputs, step.exclude), ...filesOf(root, step.outputs)];
  for (const file of files) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Runs the step unless what it reads and wrote is as it was after its last run. */
export async function whenStale(
  root: string,
  step: Step,
  run: () => Promise<void>,
): Promise<boolean> {
  const stamp = join(cacheDirectory(root), `${step.name}.sha256`);
  const present = step.outputs.every((glob) => filesOf(root, [glob]).length > 0);
  if (present && readText(stamp) === digest(root, step)) return false;
  await run();
  writeAtomically(stamp, digest(root, step));
  return true;
}
