import { Decimal } from 'decimal.js';
import { columnsOf, isRatio, type Ratio, type UseCase, type ValueType } from './use-case';
import { aliasOf, type UseCaseRecord } from './use-case-plan';

/** Exact for every sum that the engine can give; more digits than a quotient keeps. */
const Exact = Decimal.clone({ precision: 120 });

const RATIO_PLACES = 18;

/** What a cell holds: text for decimals and times, a number for counts, null for a missing value. */
export type Cell = string | number | null;

/** The engine's rows as those of the answer. */
export function useCaseRows(useCase: UseCase, records: readonly UseCaseRecord[]): Cell[][] {
  const columns = columnsOf(useCase);
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  return records.map((record) => {
    const row: Cell[] = columns.map((column, index) =>
      isRatio(column) ? null : cellOf(column.type, record[aliasOf(index)] ?? null),
    );
    const amount = (name: string) => row[places.get(name) ?? -1] ?? null;
    columns.forEach((column, index) => {
      if (isRatio(column)) row[index] = ratioOf(column, amount);
    });
    return row;
  });
}

function cellOf(type: ValueType, value: string | number | null): Cell {
  if (value === null) return null;
  if (type === 'Int') return Number(value);
  return type === 'DateTime' ? `${String(value).replace(' ', 'T')}Z` : String(value);
}

/** A quotient of sums (C7). */
function ratioOf({ of, denominator, factor }: Ratio, amount: (name: string) => Cell): Cell {
  const [minuend, subtrahend] = of.map(amount);
  const divisor = amount(denominator);
  if (minuend == null || subtrahend === null || divisor === null) return null;
  const whole = new Exact(divisor);
  if (whole.isZero()) return null;
  const part = new Exact(minuend).minus(subtrahend ?? 0);
  return part.times(factor).dividedBy(whole).toDecimalPlaces(RATIO_PLACES).toFixed();
}
