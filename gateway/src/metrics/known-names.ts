/** Clients choose the names of operations: beyond this many, a name is counted as one of the others. */
const MOST = 200;

/** What all names beyond the bound are counted as. */
export const OTHERS = '(others)';

/** Keeps the number of distinct label values bounded, whatever clients send. */
export class KnownNames {
  readonly #names = new Set<string>();

  label(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= MOST) return OTHERS;
    this.#names.add(name);
    return name;
  }
}
