import type { Dimension } from '../generated/graphql';
import { typeDefs } from '../generated/schema';
import { CHARGE_TYPES } from '../store/charges-table';
import { textKeyOf } from './dimensions';

const names = (/enum Dimension \{([^}]*)\}/.exec(typeDefs)?.[1] ?? '')
  .replace(/"[^"]*"/g, '')
  .split(/\s+/)
  .filter((name) => name !== '' && name !== 'TAG') as Exclude<Dimension, 'TAG'>[];

describe('dimensions', () => {
  it('are all there', () => {
    expect(names.length).toBeGreaterThan(30);
  });

  it.each(names)('%s reads the text column of its name', (dimension) => {
    const key = textKeyOf({ dimension, tagKey: null });
    const column = dimension
      .toLowerCase()
      .replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(key).toEqual({ kind: 'column', column });
    expect(CHARGE_TYPES.get(column)).toMatch(/Nullable\(String\)/);
  });

  it('reads a tag by its key as it is written', () => {
    expect(textKeyOf({ dimension: 'TAG', tagKey: "Team.a/b:'c" })).toEqual({
      kind: 'tag',
      tagKey: "Team.a/b:'c",
    });
  });
});
