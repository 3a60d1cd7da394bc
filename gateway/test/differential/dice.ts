/** Choices of a random case; the same seed makes the same ones. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to `max`. */
  upTo(max: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % (Math.max(0, max) + 1);
  }

  between(min: number, max: number): number {
    return min + this.upTo(max - min);
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.upTo(99) >= 100 - percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.upTo(items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** Some of the items, in their order, at least `least`. */
  some<Item>(items: readonly Item[], percent: number, least = 0): Item[] {
    const chosen = items.filter(() => this.chance(percent));
    return chosen.length >= least ? chosen : items.slice(0, least);
  }
}

/** A number that depends on nothing but the texts. */
export function hash(...texts: readonly unknown[]): number {
  let value = 0x811c9dc5;
  for (const character of texts.join('\u0000')) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}
