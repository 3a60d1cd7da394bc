import type { Dimension } from '../generated/graphql';
import { typeDefs } from '../generated/schema';
import { CHARGE_TYPES } from '../store/charges-table';
import { FOCUS_COLUMNS } from '../store/focus-columns';
import { isTag, kindOf, textKeyOf } from './dimensions';

const names = (
  (/enum Dimension \{([^}]*)\}/.exec(typeDefs)?.[1] ?? '')
    .replace(/"[^"]*"/g, '')
    .split(/\s+/)
    .filter((name) => name !== '') as Dimension[]
).filter((name) => !isTag(name));

const plain = names as Exclude<Dimension, 'TAG' | 'ALLOCATED_TAG'>[];

describe('dimensions', () => {
  it('are all columns of FOCUS', () => {
    const columns = FOCUS_COLUMNS.filter(({ kind }) => kind !== 'tags').map(({ name }) => name);
    const keys = plain.map((dimension) => textKeyOf({ dimension, tagKey: null }));
    expect(keys.map((key) => key.column).sort()).toEqual([...columns].sort());
  });

  it.each(plain)('%s reads the column of its name, of its kind', (dimension) => {
    const term = { dimension, tagKey: null };
    const column = dimension
      .toLowerCase()
      .replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const type = CHARGE_TYPES.get(column) ?? '';
    const kind = type.includes('Decimal') ? 'decimal' : type.includes('Time') ? 'time' : 'text';
    expect(kindOf(term)).toBe(kind);
    expect(textKeyOf(term)).toEqual({ kind: kind === 'text' ? 'column' : kind, column });
  });

  it.each([
    ['TAG', 'Tags'],
    ['ALLOCATED_TAG', 'AllocatedTags'],
  ] as const)('%s reads a tag by its key as it is written', (dimension, column) => {
    const tagKey = "Team.a/b:'c";
    expect(textKeyOf({ dimension, tagKey })).toEqual({ kind: 'tag', column, tagKey });
  });
});
