import type { Dice } from './dice';

/** A field of a random type, and which subgraphs answer it. */
export interface WorldField {
  readonly name: string;
  readonly type: string;
  readonly args: string;
  /** Subgraphs that resolve it; more than one when it is shareable. */
  readonly owners: readonly string[];
  /** Subgraph from which its owner took it over. */
  readonly overrides?: string;
  /** Fields of the entity that its resolver needs, as a field set. */
  readonly requires?: readonly WorldField[];
  /** Fields of the entity that it leads to which its subgraph can answer by itself. */
  readonly provides?: WorldField;
}

export interface WorldType {
  readonly name: string;
  readonly kind: 'entity' | 'value';
  readonly subgraphs: readonly string[];
  readonly keys: readonly string[];
  readonly interfaces: readonly string[];
  readonly fields: WorldField[];
}

export interface WorldInterface {
  readonly name: string;
  /** Has a key, so that another subgraph can add to it as an object. */
  readonly isEntity: boolean;
  readonly subgraphs: readonly string[];
  /** The subgraph that knows it as an @interfaceObject, and what it adds. */
  readonly objectIn?: string;
  readonly added: readonly WorldField[];
}

/** Subgraphs of a random federated graph. */
export interface World {
  readonly subgraphs: readonly string[];
  readonly types: readonly WorldType[];
  readonly interfaces: readonly WorldInterface[];
  readonly unions: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly roots: readonly { readonly root: 'Query' | 'Mutation'; readonly field: WorldField }[];
}

const LEAVES = ['String', 'Int', 'Float', 'Boolean', 'ID', 'Colour', 'JSON'] as const;
const ARGS = [
  '',
  '',
  '',
  '(n: Int)',
  '(n: Int = 7, s: String)',
  '(filter: Filter)',
  '(c: Colour!)',
];

function wrapped(dice: Dice, type: string): string {
  const shape = dice.upTo(9);
  if (shape < 4) return type;
  if (shape < 6) return `${type}!`;
  if (shape === 6) return `[${type}]`;
  if (shape === 7) return `[${type}!]`;
  if (shape === 8) return `[${type}!]!`;
  return dice.chance(20) ? `[[${type}]!]` : `[${type}]!`;
}

class WorldBuilder {
  readonly subgraphs: string[];
  readonly types: WorldType[] = [];
  readonly interfaces: WorldInterface[] = [];
  readonly unions: { name: string; members: string[] }[] = [];
  #count = 0;

  constructor(private readonly dice: Dice) {
    this.subgraphs = ['a', 'b', 'c', 'd'].slice(0, dice.between(2, 4));
  }

  build(): World {
    this.#declareTypes();
    for (const type of this.types) this.#addFields(type);
    for (const type of this.types) this.#addRequires(type);
    const roots = this.#roots();
    const { subgraphs, types, interfaces, unions } = this;
    return { subgraphs, types, interfaces, unions, roots };
  }

  #declareTypes(): void {
    const { dice, subgraphs } = this;
    const values = dice.upTo(2);
    for (let index = 0; index < values; index += 1) {
      const name = `V${index}`;
      // Every subgraph knows a value type whole, so that any can lead to it.
      this.types.push({
        name,
        kind: 'value',
        subgraphs,
        keys: [],
        interfaces: [],
        fields: ['p', 'q'].map((field) => ({
          name: `${field}${index}`,
          type: wrapped(dice, dice.pick(LEAVES)),
          args: '',
          owners: subgraphs,
        })),
      });
    }
    const interfaceCount = dice.upTo(2);
    for (let index = 0; index < interfaceCount; index += 1) {
      const home = dice.pick(subgraphs);
      const isEntity = dice.chance(60);
      const others = subgraphs.filter((name) => name !== home);
      const objectIn = isEntity && dice.chance(60) ? dice.pick(others) : undefined;
      this.interfaces.push({
        name: `I${index}`,
        isEntity,
        subgraphs: [home],
        ...(objectIn === undefined ? {} : { objectIn }),
        added:
          objectIn === undefined
            ? []
            : [
                {
                  name: `added${index}`,
                  type: wrapped(dice, dice.pick(LEAVES)),
                  args: '',
                  owners: [objectIn],
                },
              ],
      });
    }
    const entities = dice.between(2, 4);
    for (let index = 0; index < entities; index += 1) {
      const wanted = this.interfaces.filter(() => dice.chance(50));
      const objects = new Set(wanted.map(({ objectIn }) => objectIn));
      // Where an interface is an object, none of its implementations may be known.
      const implemented = wanted.filter(
        ({ subgraphs: known }) => !known.some((k) => objects.has(k)),
      );
      const homes = new Set(dice.some(subgraphs, 65, 1));
      for (const { subgraphs: known } of implemented) for (const home of known) homes.add(home);
      for (const { objectIn } of implemented) if (objectIn) homes.delete(objectIn);
      if (homes.size === 0) homes.add(subgraphs.find((name) => !objects.has(name)) ?? 'a');
      this.types.push({
        name: `E${index}`,
        kind: 'entity',
        subgraphs: subgraphs.filter((name) => homes.has(name)),
        keys: dice.chance(25) && implemented.length === 0 ? ['id', 'sku'] : ['id'],
        interfaces: implemented.map(({ name }) => name),
        fields: [],
      });
    }
    if (dice.chance(60)) {
      const home = dice.pick(subgraphs);
      const members = this.#namesIn(home, ['entity', 'value']);
      if (members.length > 1) this.unions.push({ name: 'U0', members });
    }
  }

  #namesIn(subgraph: string, kinds: readonly string[]): string[] {
    return this.types
      .filter(({ kind, subgraphs }) => kinds.includes(kind) && subgraphs.includes(subgraph))
      .map(({ name }) => name);
  }

  /** A type that a field of a subgraph may lead to. */
  #target(subgraph: string): string {
    const { dice } = this;
    if (dice.chance(45)) return dice.pick(LEAVES);
    const abstract = [
      ...this.interfaces
        .filter(({ name, subgraphs, objectIn }) => {
          const implemented = this.types.some(({ interfaces }) => interfaces.includes(name));
          return implemented && (subgraphs.includes(subgraph) || objectIn === subgraph);
        })
        .map(({ name }) => name),
      ...this.unions
        .filter(({ members }) => members.every((name) => this.#isIn(name, subgraph)))
        .map(({ name }) => name),
    ];
    const objects = this.#namesIn(subgraph, ['entity', 'value']);
    const candidates = dice.chance(35) && abstract.length > 0 ? abstract : objects;
    return candidates.length === 0 ? dice.pick(LEAVES) : dice.pick(candidates);
  }

  #isIn(name: string, subgraph: string): boolean {
    return this.types.some((type) => type.name === name && type.subgraphs.includes(subgraph));
  }

  #field(subgraph: string, name = `f${this.#count++}`): WorldField {
    const { dice } = this;
    const target = this.#target(subgraph);
    return { name, type: wrapped(dice, target), args: dice.pick(ARGS), owners: [subgraph] };
  }

  #addFields(type: WorldType): void {
    if (type.kind !== 'entity') return;
    const { dice } = this;
    const count = dice.between(2, 6);
    for (let index = 0; index < count; index += 1) {
      const owner = dice.pick(type.subgraphs);
      const field = this.#field(owner);
      const others = type.subgraphs.filter((name) => name !== owner);
      const isLeaf = LEAVES.some((leaf) => field.type.includes(leaf));
      if (isLeaf && others.length > 0 && dice.chance(15)) {
        type.fields.push({ ...field, owners: [owner, dice.pick(others)] });
      } else if (others.length > 0 && dice.chance(10)) {
        const from = dice.pick(others);
        const known = this.#known(field.type);
        const possible = isLeaf || this.#isIn(known, from);
        type.fields.push(possible ? { ...field, overrides: from } : field);
      } else {
        type.fields.push(this.#withProvides(field, owner));
      }
    }
  }

  #known(type: string): string {
    return type.replace(/[[\]!]/g, '');
  }

  #withProvides(field: WorldField, owner: string): WorldField {
    const target = this.types.find(({ name }) => name === this.#known(field.type));
    if (target?.kind !== 'entity' || !this.dice.chance(40)) return field;
    const provided = target.fields.filter(
      ({ owners, type, args, overrides }) =>
        !owners.includes(owner) &&
        overrides === undefined &&
        args === '' &&
        LEAVES.some((leaf) => this.#known(type) === leaf),
    );
    return provided.length === 0 ? field : { ...field, provides: this.dice.pick(provided) };
  }

  #addRequires(type: WorldType): void {
    if (type.kind !== 'entity' || type.subgraphs.length < 2 || !this.dice.chance(60)) return;
    const { dice } = this;
    const owner = dice.pick(type.subgraphs);
    const needed = type.fields.filter(
      ({ owners, args, overrides, type: leaf }) =>
        !owners.includes(owner) &&
        args === '' &&
        overrides === undefined &&
        this.types.every(({ name, kind }) => kind === 'value' || this.#known(leaf) !== name) &&
        !['I0', 'I1', 'U0'].includes(this.#known(leaf)),
    );
    const requires = dice.some(needed, 60, 1).slice(0, 2);
    if (requires.length === 0) return;
    const name = `r${this.#count++}`;
    type.fields.push({
      name,
      type: wrapped(dice, dice.pick(LEAVES)),
      args: dice.pick(ARGS),
      owners: [owner],
      requires,
    });
  }

  #roots(): World['roots'][number][] {
    const { dice, subgraphs } = this;
    const roots: World['roots'][number][] = [];
    for (const subgraph of subgraphs) {
      const count = dice.between(1, 3);
      for (let index = 0; index < count; index += 1) {
        const field = this.#withProvides(this.#field(subgraph), subgraph);
        roots.push({ root: 'Query', field });
      }
      if (dice.chance(60)) {
        roots.push({ root: 'Mutation', field: { ...this.#field(subgraph), name: `m${subgraph}` } });
      }
      if (dice.chance(30)) {
        roots.push({ root: 'Mutation', field: { ...this.#field(subgraph), name: `n${subgraph}` } });
      }
    }
    return roots;
  }
}

export function randomWorld(dice: Dice): World {
  return new WorldBuilder(dice).build();
}
