import type { CostGroup } from './cost-table';

export const NO_VALUE = '(no value)';
export const OTHERS = 'Other';

export function groupLabel({ values, other }: Pick<CostGroup, 'values' | 'other'>): string {
  if (other) return OTHERS;
  return values.length === 0 ? 'All' : values.map((value) => value ?? NO_VALUE).join(' / ');
}

/** How many groups get a colour of their own; the palette has as many. */
export const COLOURS = 10;

/** Class of a group's colour, in the chart and in the table. */
export function seriesClass({ other }: Pick<CostGroup, 'other'>, index: number): string {
  return `series series-${other || index >= COLOURS ? 'other' : index + 1}`;
}
