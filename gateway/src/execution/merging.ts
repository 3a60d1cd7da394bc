import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge';
import type { JsonObject } from './result-tree';
import type { SelectionTree } from './selection-tree';

/**
 * Writes what a fetch answered into an object of the result. `copied` is true when the same answer goes into
 * several objects.
 */
export type Merge = (target: JsonObject, source: JsonObject, copied: boolean) => void;

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}

/** Field by field into what other fetches already wrote there. */
function mergeDeep(target: JsonObject, name: string, value: unknown, copied: boolean): void {
  deepMerge(target, { [name]: copied ? copyOf(value) : value });
}

/** Merges whatever there is, as the stock executor does. */
export const mergeAnything: Merge = (target, source, copied) => {
  deepMerge(target, copied ? copyOf(source) : source);
};

/**
 * Generates the merge of one fetch: a straight assignment for each name that it may answer. Objects are not
 * copied: entities that are one and the same share what they were answered, and everything that a later
 * fetch adds to it is the same for all of them. Only a name that another fetch of the plan fills too is
 * merged deeply (and copied when several share it).
 */
export function compileMerge(tree: SelectionTree, isContested: (name: string) => boolean): Merge {
  const statements = [...tree.keys()].map((name) => {
    const property = JSON.stringify(name);
    const write = isContested(name)
      ? `if (typeof value === 'object' && value !== null) mergeDeep(target, ${property}, value, copied);
        else target[${property}] = value;`
      : `target[${property}] = value;`;
    return `value = source[${property}];\nif (value !== undefined) { ${write} }`;
  });
  const body = `return (target, source, copied) => { let value;\n${statements.join('\n')}\n};`;
  // Names come from the planner's own operations and are written as string literals.
  return new Function('mergeDeep', body)(mergeDeep) as Merge;
}
