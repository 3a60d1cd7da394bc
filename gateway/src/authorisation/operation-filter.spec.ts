import fc from 'fast-check';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isIntrospectionType,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { Contest } from '../../test/differential/comparison';
import { withDemands } from '../../test/differential/demands';
import { Dice } from '../../test/differential/dice';
import { type RandomOperation, randomOperation } from '../../test/differential/random-operation';
import { randomWorld } from '../../test/differential/world';
import { type Filtered, filterOperation } from './operation-filter';
import { Refusals } from './refusals';
import { refusalOf } from './requirement';

/** In the text of an operation for entities. */
const ASKS_INTERFACE_OBJECTS_FOR_TYPES = /\.\.\.\s*on I\d+\s*(?:@[^{]*)?\{\s*__typename/;
const NO_FAULTS = { seed: 1, rate: 0 };

/** Everything guarded that a document reaches, worked out without the filter: by every type that may stand there. */
function reached(
  schema: GraphQLSchema,
  document: DocumentNode,
  guarded: ReadonlySet<string>,
): string[] {
  const found = new Set<string>();
  const note = (place: string): void => {
    if (guarded.has(place)) found.add(place);
  };
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        const parent = info.getParentType();
        const type = getNamedType(info.getType());
        if (!parent || !type || name.value.startsWith('__') || isIntrospectionType(parent)) return;
        note(type.name);
        const types = isAbstractType(parent)
          ? [parent, ...schema.getPossibleTypes(parent)]
          : [parent];
        for (const possible of types) {
          note(possible.name);
          note(`${possible.name}.${name.value}`);
        }
      },
    }),
  );
  return [...found];
}

type Json = unknown;

/** What stands under a name or an index; nothing under null. */
const under = (value: Json, key: string | number): Json =>
  (value as Record<string | number, Json> | null | undefined)?.[key];

/**
 * Places where an answer has null, the whole answer a value, and the answer to what is left of the operation either a
 * value too or nothing, because it did not ask. Where that has null, the planner of federation left the value out of
 * both: a key that it needs was asked under another condition, or conditions contradict each other.
 */
function* lost(part: Json, whole: Json, left: Json, path = ''): Generator<string> {
  if (part === null && whole !== null) {
    if (left !== null) yield path;
    else counts.foreign += 1;
  } else if (part !== null && whole === null) counts.foreign += 1;
  else if (Array.isArray(part) && Array.isArray(whole)) {
    expect(part.length).toBe(whole.length);
    for (const [index, item] of part.entries()) {
      yield* lost(item, whole[index], under(left, index), `${path}/${index}`);
    }
  } else if (typeof part === 'object' && part !== null && typeof whole === 'object' && whole) {
    // The order is that of the operation, where the first asking for a name may have been taken out.
    expect(Object.keys(part).sort()).toEqual(Object.keys(whole).sort());
    for (const [name, value] of Object.entries(part)) {
      yield* lost(value, under(whole, name), under(left, name), `${path}/${name}`);
    }
  } else expect(part).toEqual(whole);
}

/** Places where an answer has a value that the answer to what is left of the operation does not have. */
function* surplus(part: Json, left: Json, path = ''): Generator<string> {
  if (part === null) return;
  if (left === null || left === undefined) yield path;
  else if (Array.isArray(part)) {
    for (const [index, item] of part.entries()) {
      yield* surplus(item, under(left, index), `${path}/${index}`);
    }
  } else if (typeof part === 'object') {
    for (const [name, value] of Object.entries(part)) {
      yield* surplus(value, under(left, name), `${path}/${name}`);
    }
  }
}

/** Operations of which something was left, or nothing; places that became null; answers and places not compared. */
const counts = { filtered: 0, emptied: 0, lost: 0, foreign: 0 };

async function answers(
  contest: Contest,
  operation: RandomOperation,
  filtered: Filtered,
): Promise<void> {
  const { document } = filtered;
  const whole = contest.plan(operation);
  const plan = document ? contest.plan({ query: print(document) }) : { kind: 'QueryPlan' as const };
  if (!whole || !plan) return;
  const refusals = new Refusals(contest.schema, filtered, undefined);
  const before = await contest.ours(operation, whole, NO_FAULTS);
  const after = await contest.ours(operation, plan, NO_FAULTS, refusals);
  if (!before || !after || before.errors || before.extensions) return;
  const errors = (after.errors ?? []).map(
    (text) => JSON.parse(text) as { path: unknown[]; extensions: { code: string } },
  );
  // A subgraph cannot tell the types of its interface objects, which is asked in place of their fields.
  if (
    ASKS_INTERFACE_OBJECTS_FOR_TYPES.test(JSON.stringify([whole, plan])) ||
    errors.some(({ extensions }) => extensions.code === 'DOWNSTREAM_SERVICE_ERROR')
  ) {
    counts.foreign += 1;
    return;
  }
  const told = errors.map(({ path, extensions }) => {
    expect(extensions).toEqual({ code: 'UNAUTHENTICATED' });
    return `/${path.join('/')}`;
  });
  const left =
    document && (await contest.ours({ ...operation, query: print(document) }, plan, NO_FAULTS));
  expect([...surplus(after.data, left?.data ?? {})]).toEqual([]);
  const places = [...lost(after.data, before.data, left?.data)];
  for (const place of places) {
    // The field itself, or one below from which its null has gone up.
    const explained = told.some((path) => path === place || path.startsWith(`${place}/`));
    if (told.length < 100) expect({ place, told, explained }).toMatchObject({ explained: true });
  }
  counts.lost += places.length;
}

const OPERATIONS = 20;

const property = fc.asyncProperty(fc.integer(), async (number) => {
  const dice = new Dice(number);
  let guarded: ReadonlySet<string> = new Set();
  const contest = Contest.compose(randomWorld(dice), (sdl) => {
    const demanding = withDemands(dice, sdl);
    guarded = demanding.guarded;
    return demanding.sdl;
  });
  fc.pre(contest !== undefined);
  const { schema, rules } = contest;
  for (let index = 0; index < OPERATIONS; index += 1) {
    const operation = randomOperation(dice, schema);
    const document = parse(operation.query);
    const definition = getOperationAST(document);
    if (!definition) throw new Error('There is no operation.');
    const filtered = filterOperation(schema, rules, document, definition, (requirement) =>
      refusalOf(requirement, null),
    );
    if (reached(schema, document, guarded).length === 0) {
      expect(filtered).toEqual({ document, refused: [] });
      continue;
    }
    expect(filtered.refused.length).toBeGreaterThan(0);
    if (filtered.document) {
      counts.filtered += 1;
      const text = print(filtered.document);
      expect({ text, reached: reached(schema, filtered.document, guarded) }).toEqual({
        text,
        reached: [],
      });
    } else counts.emptied += 1;
    await answers(contest, operation, filtered);
  }
});

const WORLDS = Number(process.env.DIFFERENTIAL_WORLDS ?? 8);
const freshSeed = Number(process.env.DIFFERENTIAL_SEED ?? Date.now() % 1e9);

describe('an operation for somebody who may not see all of it', () => {
  it.each([
    ['a known', 20_261],
    ['a fresh', freshSeed],
  ])(
    'reaches nothing that is guarded and loses nothing else, from %s seed: %i',
    async (_, seed) => {
      counts.filtered = counts.emptied = counts.lost = counts.foreign = 0;
      await fc.assert(property, { seed, numRuns: WORLDS, endOnFailure: true });
      expect(counts.filtered).toBeGreaterThan(WORLDS);
      expect(counts.lost).toBeGreaterThan(WORLDS);
      expect(counts.foreign).toBeLessThan(counts.filtered / 4);
      if (WORLDS > 100) process.stdout.write(`${JSON.stringify(counts)}\n`);
    },
    120_000 + WORLDS * 5_000,
  );
});
