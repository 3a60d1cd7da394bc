import { filterOf, groupOf } from './dimensions';

describe('groupOf', () => {
  it.each([
    ['service', { dimension: 'SERVICE_NAME' }],
    ['ServiceName', { dimension: 'SERVICE_NAME' }],
    ['SERVICE_NAME', { dimension: 'SERVICE_NAME' }],
    ['provider', { dimension: 'SERVICE_PROVIDER_NAME' }],
    ['tag:cost.center/Team', { dimension: 'TAG', tagKey: 'cost.center/Team' }],
  ])('reads %s', (name, group) => {
    expect(groupOf(name)).toEqual(group);
  });

  it.each(['tag:', 'what?', 'a b'])('refuses "%s"', (name) => {
    expect(() => groupOf(name)).toThrow(/Write the key|is no dimension/);
  });
});

describe('filterOf', () => {
  it.each([
    [
      'service=Amazon S3,Amazon EC2',
      { dimension: 'SERVICE_NAME', operator: 'IN', values: ['Amazon S3', 'Amazon EC2'] },
    ],
    ['region!=eu-west-1', { dimension: 'REGION_NAME', operator: 'NOT_IN', values: ['eu-west-1'] }],
    ['resource~a=b', { dimension: 'RESOURCE_ID', operator: 'CONTAINS', values: ['a=b'] }],
    ['tag:team=', { dimension: 'TAG', tagKey: 'team', operator: 'IS_NULL' }],
    ['tag:team!=', { dimension: 'TAG', tagKey: 'team', operator: 'IS_NOT_NULL' }],
  ])('reads %s', (text, filter) => {
    expect(filterOf(text)).toEqual(filter);
  });

  it('refuses what has no comparison', () => {
    expect(() => filterOf('service')).toThrow('write dimension=value');
  });
});
