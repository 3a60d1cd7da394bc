import { difference, exactText, moneyText, percentText, shareText, sum } from './amounts';

const usd = (amount: string) => ({ amount, currency: 'USD' });

it.each([
  ['0', '0.00 USD'],
  ['1234567.891', '1,234,567.89 USD'],
  ['-1234.5', '-1,234.50 USD'],
  ['999.995', '1,000.00 USD'],
  ['0.01', '0.01 USD'],
  ['0.000000000123', '0.00000000012 USD'],
  ['-0.004', '-0.004 USD'],
  ['60000000000000000000000000.000000000001', '60,000,000,000,000,000,000,000,000.00 USD'],
])('shows %s as %s', (amount, text) => {
  expect(moneyText(usd(amount))).toBe(text);
});

it('keeps every digit in tables, sums and differences', () => {
  const [a, b] = [usd('60000000000000000000000000.000000000001'), usd('0.000000000001')];
  expect(exactText(sum([a, b], 'USD'))).toBe('60000000000000000000000000.000000000002 USD');
  expect(exactText(difference(b, a))).toBe('-60000000000000000000000000 USD');
});

it.each([
  ['110', '100', '+10.0 %'],
  ['90', '100', '-10.0 %'],
  ['100', '100', '0.0 %'],
  ['50', '-100', '+150.0 %'],
  ['-150', '-100', '-50.0 %'],
  ['1', '0', null],
  ['123456', '1', '+12,345,500.0 %'],
])('says how %s changed from %s: %s', (later, earlier, text) => {
  expect(percentText(usd(later), usd(earlier))).toBe(text);
});

it('gives no share of nothing', () => {
  expect(shareText(usd('1'), usd('3'))).toBe('33.3 %');
  expect(shareText(usd('1'), usd('0'))).toBeNull();
  expect(shareText(usd('1'), usd('-3'))).toBeNull();
});
