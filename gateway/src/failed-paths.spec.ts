import { failedPaths } from './failed-paths';

describe('the paths of a failed fetch', () => {
  it('are its root fields by the name under which they are answered', () => {
    expect(failedPaths('query Q($p: String) { total(period: $p) two: total __typename }')).toEqual([
      ['total'],
      ['two'],
    ]);
  });

  it('are the wanted fields of each entity, by its type', () => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on User { cost limit: budget }
        ... on Team { cost }
      }
    }`;
    const representations = [
      { __typename: 'User', id: '1' },
      { __typename: 'Team', id: '2' },
      { __typename: 'Robot', id: '3' },
    ];
    expect(failedPaths(query, { representations })).toEqual([
      ['_entities', 0, 'cost'],
      ['_entities', 0, 'limit'],
      ['_entities', 1, 'cost'],
      ['_entities', 2],
    ]);
  });
});
