import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import {
  converted,
  costOf,
  discounted,
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  parsePrice,
  parseRate,
  percentInCents,
} from './amount';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 60 });

describe('amounts', () => {
  it.each([
    ['0', '0'],
    ['12.500000', '12.5'],
    ['-0.03', '-0.03'],
    ['0.000000000001', '0.000000000001'],
    ['9007199254740993.000000000001', '9007199254740993.000000000001'],
    ['-123456789012345.12', '-123456789012345.12'],
  ])('reads %s and writes %s', (text, written) => {
    expect(formatAmount(parseAmount(text))).toBe(written);
  });

  it.each(['1e3', '1.', '.5', '', 'NaN', '1.0000000000001', '1,5'])('refuses "%s"', (text) => {
    expect(() => parseAmount(text)).toThrow(RangeError);
  });

  it('multiplies quantity and price without losing a digit', () => {
    const quantities = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    const prices = fc.bigInt({ min: 0n, max: 10n ** 14n });
    fc.assert(
      fc.property(quantities, prices, (quantity, price) => {
        const expected = new Exact(formatQuantity(quantity)).times(formatPrice(price));
        expect(formatAmount(costOf(quantity, price))).toBe(expected.toFixed());
      }),
    );
  });

  it.each([
    ['0.2016', 8, 8, '0.185472'],
    ['0.0196', 5, 4, '0.0186'],
    ['0.05', 5, 4, '0.0475'],
    ['0.0009', 50, 4, '0.0005'],
    ['3', 0, 8, '3'],
  ])('takes %s less %i %% to %i places: %s', (price, percent, places, expected) => {
    expect(formatPrice(discounted(parsePrice(price), percent, places))).toBe(expected);
  });

  it('converts a price exactly or not at all', () => {
    expect(formatPrice(converted(parsePrice('0.0196'), parseRate('0.9123')))).toBe('0.01788108');
    expect(() => converted(parsePrice('0.00001667'), parseRate('0.9123'))).toThrow(RangeError);
  });

  it.each([
    ['100', 6.35, '6.35'],
    ['0.5', 19, '0.1'],
    ['0.5', 1, '0.01'],
    ['-0.5', 1, '-0.01'],
    ['0.49', 1, '0'],
  ])('taxes %s at %d %% with %s', (amount, percent, expected) => {
    expect(formatAmount(percentInCents(parseAmount(amount), percent))).toBe(expected);
  });
});
