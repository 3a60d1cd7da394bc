import { encodeCursor, pageFrom, positionOf, toConnection } from './connection';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ id: String(i) }));
const key = (row: { id: string }) => [row.id];

describe('connections', () => {
  it('say that more follows when the store read one more than asked', () => {
    const connection = toConnection(rows(3), pageFrom(2, null), key);
    expect(connection.nodes).toEqual(rows(2));
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor(['0']),
      endCursor: encodeCursor(['1']),
    });
  });

  it('go on where a cursor points', () => {
    expect(pageFrom(2, encodeCursor(['2026', 'x'])).after).toEqual(['2026', 'x']);
  });

  it('have no cursors on an empty page', () => {
    const { pageInfo } = toConnection([], pageFrom(2, encodeCursor(['9'])), key);
    expect(pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });

  it.each([0, -1, 101, 1.5, Number.NaN])('refuse a page of %p', (first) => {
    expect(() => pageFrom(first, null)).toThrow('first must be 1 to 100');
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('[]').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
  ])('refuse the cursor "%s"', (cursor) => {
    expect(() => pageFrom(2, cursor)).toThrow('The cursor is not one of ours.');
  });
});

describe('positions in a list ordered by time and id', () => {
  const positionAfter = (...key: string[]) => positionOf(pageFrom(2, encodeCursor(key)));

  it('are those of the row that the cursor was made of', () => {
    const time = new Date('2026-11-24T01:02:03.456Z');
    expect(positionAfter(time.toISOString(), 'cm1')).toEqual({ time, id: 'cm1' });
    expect(positionOf(pageFrom(2, null))).toBeNull();
  });

  it.each([
    ['x', 'cm1'],
    ['2026-11-24T01:02:03.456Z'],
    ['2026-11-24T01:02:03.456Z', ''],
    ['2026-11-24T01:02:03.456Z', 'a\0'],
    ['2026-11-24T01:02:03.456Z', 'cm1', 'more'],
    ['2026-13-24T01:02:03.456Z', 'cm1'],
    ['-271821-04-20T00:00:00.000Z', 'cm1'],
    ['+275760-09-13T00:00:00.000Z', 'cm1'],
    ['0000-01-01T00:00:00.000Z', 'cm1'],
  ])('are refused when the database could not look for them: %j %j', (...key) => {
    expect(() => positionAfter(...key)).toThrow('The cursor is not one of ours.');
  });
});
