import fc from 'fast-check';
import {
  changeInTenths,
  compareDecimals,
  formatAmount,
  formatTenths,
  negateDecimal,
  sumDecimals,
} from './decimal';

describe('exact decimals', () => {
  it('add up to the last of twelve places', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(['99999999999999.999999999999', '0.000000000001'])).toBe('100000000000000');
    expect(sumDecimals(['1.5', '-1.5'])).toBe('0');
    expect(sumDecimals([])).toBe('0');
  });

  it('add up to the same in any order, and a number less itself is nothing', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 12 }))
      .map(([units, scale]) => {
        const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
        const point = digits.length - scale;
        const fraction = scale > 0 ? `.${digits.slice(point)}` : '';
        return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
      });
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1 }), (texts) => {
        const sum = sumDecimals(texts);
        expect(sumDecimals([...texts].reverse())).toBe(sum);
        expect(sumDecimals([...texts, negateDecimal(sum)])).toBe('0');
      }),
    );
  });

  it('compare by value', () => {
    expect(['2', '10', '-3', '0.5', '1.50'].sort(compareDecimals)).toEqual([
      '-3',
      '0.5',
      '1.50',
      '2',
      '10',
    ]);
    expect(compareDecimals('1.50', '1.5')).toBe(0);
  });

  it('refuse what is none', () => {
    for (const text of ['', '1e5', 'NaN', '1.', '.5', '1,000'])
      expect(() => sumDecimals([text])).toThrow(RangeError);
  });

  it.each([
    ['100', '112.34', 123n],
    ['100', '112.35', 124n],
    ['100', '87.65', -124n],
    ['-50', '-25', 500n],
    ['3', '3', 0n],
    ['0', '5', null],
  ])('change from %s to %s by %s tenths of a percent', (before, now, tenths) =>
    expect(changeInTenths(before, now)).toBe(tenths),
  );

  it.each([
    ['0', '0.00'],
    ['1234.5', '1,234.50'],
    ['-12.345', '-12.35'],
    ['123456789012345678901.126', '123,456,789,012,345,678,901.13'],
    ['0.000123', '0.00012'],
    ['-0.000000000001', '-0.000000000001'],
    ['0.01', '0.01'],
  ])('are shown: %s as %s', (text, shown) => expect(formatAmount(text)).toBe(shown));

  it('are shown as a change with its sign', () => {
    expect([123n, -40n, 0n, 12_345_678n].map(formatTenths)).toEqual([
      '+12.3\u202f%',
      '−4.0\u202f%',
      '0.0\u202f%',
      '+1,234,567.8\u202f%',
    ]);
  });
});
