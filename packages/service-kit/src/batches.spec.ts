import { inBatches } from './prisma';

/** A table of so many rows, and the sizes of the removals that it saw. */
function table(rows: number) {
  const removals: number[] = [];
  return {
    removals,
    async removeSome(limit: number) {
      const count = Math.min(limit, rows);
      rows -= count;
      removals.push(count);
      return count;
    },
  };
}

describe('a clean-up in batches', () => {
  it.each([
    [0, [0]],
    [3, [3]],
    [10, [10, 0]],
    [25, [10, 10, 5]],
  ])('of %i rows removes them all, never more than a batch at once', async (rows, expected) => {
    const { removals, removeSome } = table(rows);
    expect(await inBatches(removeSome, 10)).toBe(rows);
    expect(removals).toEqual(expected);
  });

  it('ends at the first failure, with what was removed before gone', async () => {
    const { removals, removeSome } = table(25);
    const failing = async (limit: number) => {
      if (removals.length === 1) throw new Error('away');
      return removeSome(limit);
    };
    await expect(inBatches(failing, 10)).rejects.toThrow('away');
    expect(removals).toEqual([10]);
  });
});
