/** A JSON object of a subgraph's answer, or the result that such answers are merged into. */
export interface JsonObject {
  [name: string]: unknown;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place in the result as plans write it: names, and `@` for every element of a list. */
export type PlanPath = readonly string[];

/**
 * Names that objects inherit. Generated code reads properties plainly, so operations that use one of these
 * as a response name (`__proto__`, `toString`) are left to the stock executor.
 */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** Where a fetch finds the objects that it adds to. */
export interface Place {
  readonly path: PlanPath;
  /** Of each step, whether several objects may have in common what it leads to. */
  readonly mayRepeat: readonly boolean[];
  /** One fetch brings each step of the way, and it comes first: what is found there is there to stay. */
  readonly isSettled: boolean;
}

/**
 * The objects at a place of the result, each once even where the result shares them between places. What is
 * null on the way is left out. Throws where a subgraph gave a list for an object or the other way round, as
 * the stock executor does: nothing that the plan still has to do can be right then.
 */
export function collectAt(root: JsonObject, { path, mayRepeat }: Place): JsonObject[] {
  let level: unknown[] = [root];
  for (const [index, step] of path.entries()) {
    const next: unknown[] = [];
    if (step === '@') {
      for (const list of level) {
        if (!Array.isArray(list)) throw new Error(`There is no list at ${path.join('.')}.`);
        for (const element of list) if (element !== null) next.push(element);
      }
    } else {
      for (const value of level) {
        if (typeof value !== 'object') continue;
        if (Array.isArray(value))
          throw new Error(`There is a list on the way of ${path.join('.')}.`);
        const child = (value as JsonObject)[step];
        if (child !== null && child !== undefined) next.push(child);
      }
    }
    level = mayRepeat[index] ? distinct(next) : next;
  }
  const objects: JsonObject[] = [];
  for (const value of level) {
    // A list in the place of an object counts as its elements.
    if (Array.isArray(value)) objects.push(...value.filter(isJsonObject));
    else if (typeof value === 'object') objects.push(value as JsonObject);
  }
  return objects;
}

function distinct(values: unknown[]): unknown[] {
  if (values.length < 2) return values;
  const once = new Set(values);
  return once.size < values.length ? [...once] : values;
}

/** A place in the client's answer. */
export type ResultPath = readonly (string | number)[];

/** Where in the result each object at a plan's path stands; an object that is shared stands in several places. */
export function placesAt(root: JsonObject, path: PlanPath): Map<object, ResultPath[]> {
  const places = new Map<object, ResultPath[]>();
  const visit = (value: unknown, depth: number, place: ResultPath): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = path[depth];
    if (Array.isArray(value)) {
      const next = step === '@' ? depth + 1 : depth;
      for (const [index, element] of value.entries()) visit(element, next, [...place, index]);
    } else if (step === undefined) {
      const known = places.get(value);
      if (known) known.push(place);
      else places.set(value, [place]);
    } else if (step !== '@') {
      visit((value as JsonObject)[step], depth + 1, [...place, step]);
    }
  };
  visit(root, 0, []);
  return places;
}
