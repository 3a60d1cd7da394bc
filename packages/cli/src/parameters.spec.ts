import { parametersOf } from './parameters';

describe('parametersOf', () => {
  it('reads texts, whole numbers and lists by the name of the parameter', () => {
    expect(
      parametersOf([
        'tagKey=a=b',
        'application=',
        'limit=5',
        'programTypes=A,B',
        'subAccountId=12',
      ]),
    ).toEqual({
      tagKey: 'a=b',
      application: '',
      limit: 5,
      programTypes: ['A', 'B'],
      subAccountId: '12',
    });
  });

  it('leaves a limit that is no number to the graph', () => {
    expect(parametersOf(['limit=many'])).toEqual({ limit: 'many' });
  });

  it.each(['tagKey', '=x', ''])('refuses %j', (pair) => {
    expect(() => parametersOf([pair])).toThrow('write name=value');
  });
});
