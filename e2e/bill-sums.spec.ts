import { fromUnits, normalised, parseCsv, toUnits } from './bill-sums';

describe('the independent reader of bills', () => {
  it('reads quotes, commas and line breaks in cells', () => {
    expect(parseCsv('a,b\r\n"x, ""y""\nz",2\r\n')).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ]);
  });

  it.each([
    ['0.0000000000015', 2n],
    ['-0.0000000000015', -2n],
    ['0.0000000000014', 1n],
    ['1', 1_000_000_000_000n],
    ['-.5', -500_000_000_000n],
  ])('reads %s exactly', (text, units) => {
    expect(toUnits(text)).toBe(units);
  });

  it('writes what it read', () => {
    expect(fromUnits(toUnits('-12.340'))).toBe('-12.34');
    expect(normalised('7.000000000000')).toBe('7');
  });
});
