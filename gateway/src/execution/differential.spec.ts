import fc from 'fast-check';
import { Contest, compare } from '../../test/differential/comparison';
import { Dice } from '../../test/differential/dice';
import { randomOperation } from '../../test/differential/random-operation';
import { randomWorld } from '../../test/differential/world';

const OPERATIONS = 20;
/** In so many of a thousand places of an answer something is wrong; mostly nothing. */
const FAULT_RATES = [0, 0, 20, 100, 300];

/**
 * Operations compared so far, those whose errors the stock executor misplaces, those without a plan, and those that were
 * answered by the bytes of a subgraph.
 */
const counts = { compared: 0, misplaced: 0, unplanned: 0, verbatim: 0 };

/** A random world, asked many random things; the number is all that it takes to see it again. */
const property = fc.asyncProperty(fc.integer(), async (number) => {
  const dice = new Dice(number);
  const contest = Contest.compose(randomWorld(dice));
  fc.pre(contest !== undefined);
  for (let index = 0; index < OPERATIONS; index += 1) {
    const operation = randomOperation(dice, contest.schema);
    const faults = { seed: dice.upTo(1e6), rate: dice.pick(FAULT_RATES) };
    const plan = contest.plan(operation);
    if (!plan) {
      counts.unplanned += 1;
      continue;
    }
    const ours = await contest.ours(operation, plan, faults);
    fc.pre(ours !== undefined);
    if (!ours) continue;
    const stock = await contest.stock(operation, plan, faults);
    counts.compared += 1;
    if (compare(ours, stock) === 'misplaced') counts.misplaced += 1;
    else expect({ operation, faults, answer: ours }).toEqual({ operation, faults, answer: stock });
  }
  counts.verbatim += contest.verbatim;
});

/** More for a long run: `DIFFERENTIAL_WORLDS=600 npm test -- gateway/src/execution/differential`. */
const WORLDS = Number(process.env.DIFFERENTIAL_WORLDS ?? 8);
const freshSeed = Number(process.env.DIFFERENTIAL_SEED ?? Date.now() % 1e9);

describe('the compiled executor', () => {
  it.each([
    ['a known', 20_261],
    // A subgraph says of its root that it is of the type 5.
    ['another known', 970_004_090],
    // A subgraph leaves out the type of an object that is asked for in a fragment on an interface.
    ['one more known', 15_604_792],
    ['a fresh', freshSeed],
  ])(
    'answers as the stock one does, from %s seed: %i',
    async (_, seed) => {
      counts.compared = counts.misplaced = counts.unplanned = counts.verbatim = 0;
      await fc.assert(property, { seed, numRuns: WORLDS, endOnFailure: true });
      expect(counts.compared).toBeGreaterThan(WORLDS * OPERATIONS * 0.9);
      expect(counts.misplaced).toBeLessThanOrEqual(counts.compared / 50);
      expect(counts.verbatim).toBeGreaterThan(0);
      expect(counts.unplanned).toBeLessThanOrEqual(1 + counts.compared / 1_000);
      if (WORLDS > 100) process.stdout.write(`${JSON.stringify(counts)}\n`);
    },
    120_000 + WORLDS * 5_000,
  );
});
