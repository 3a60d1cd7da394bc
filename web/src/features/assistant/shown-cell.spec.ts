import { shownCell } from './shown-cell';

it.each([
  ['12345.678901234567 USD', 'MONEY', '12,345.68 USD'],
  ['-0.000001 EUR', 'MONEY', '-0.000001 EUR'],
  ['none', 'MONEY', 'none'],
  ['12.5', 'PERCENT', '12.5\u202f%'],
  ['12.5 %', 'PERCENT', '12.5 %'],
  ['Amazon EC2 1', 'TEXT', 'Amazon EC2 1'],
  [null, 'TEXT', '–'],
] as const)('the cell %j of kind %s is shown as %j', (cell, kind, shown) =>
  expect(shownCell(cell, kind)).toBe(shown),
);
