// SQL of a file's cell (`c7`) as text, and straight ways from the types of Parquet to those of a charge.
import type { SourceColumn } from './recognition';

/** Type without the wrappers that say nothing about its values. */
function bareType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
}

const NESTED = /^(?:Map|Tuple|Array|Nested|JSON|Object|Variant|Dynamic)/;

/** True when the cell is read as text that is never null. */
export function isText({ type }: SourceColumn): boolean {
  return type === undefined || bareType(type) === 'String';
}

/** The cell as text, never null. Low-cardinality text only where the caller's functions gain from it. */
export function textOf(source: SourceColumn, lowCardinality: boolean): string {
  const column = `c${source.index}`;
  if (isText(source)) return column;
  const nested = NESTED.test(bareType(source.type ?? ''));
  const text = `ifNull(${nested ? 'toJSONString' : 'toString'}(${column}), '')`;
  return lowCardinality ? `toLowCardinality(${text})` : text;
}

/** A decimal of the file in a type that its sum cannot leave; no place of it is beyond those that are kept. */
export function wideDecimal(source: SourceColumn): string | undefined {
  if (castDecimal(source) === undefined) return undefined;
  return `CAST(c${source.index} AS Nullable(Decimal(76, 12)))`;
}

/** The cell as it is kept, when its type holds no more than 26 digits before the point and 12 after it. */
export function castDecimal({ index, type }: SourceColumn): string | undefined {
  const match = /^Decimal\((\d+), (\d+)\)$/.exec(bareType(type ?? ''));
  if (!match) return undefined;
  const [precision, scale] = [Number(match[1]), Number(match[2])];
  if (scale > 12 || precision - scale > 26) return undefined;
  return `CAST(c${index} AS Nullable(Decimal(38, 12)))`;
}

/** The cell as a time, when it is one; null outside of what the engine's times hold. */
export function castTime({ index, type }: SourceColumn): string | undefined {
  const column = `c${index}`;
  const bare = bareType(type ?? '');
  if (/^U?Int(?:32|64)$/.test(bare)) return epochTime(column);
  if (!/^(?:DateTime|Date)/.test(bare)) return undefined;
  // Compared in the file's own fractions of a second, no time has to be brought to others.
  const places = /^DateTime64\((\d)/.exec(bare)?.[1];
  const wide = places ? column : `toDateTime64(${column}, 0, 'UTC')`;
  const bound = (time: string) => `toDateTime64('${time}', ${places ?? 0}, 'UTC')`;
  const held = `${wide} >= ${bound('1970-01-01 00:00:00')} AND ${wide} < ${bound('2106-01-01 00:00:00')}`;
  return `if(${held}, toDateTime(${column}, 'UTC'), NULL)`;
}

/** Units of time in a second that files without a type for times count from 1970 in. */
const EPOCH_UNITS = [1n, 1_000n, 1_000_000n, 1_000_000_000n];
const YEAR_2000 = BigInt(Date.UTC(2000, 0)) / 1000n;
const YEAR_2106 = BigInt(Date.UTC(2106, 0)) / 1000n;

/**
 * A whole number as time since 1970. From 2000 on its size tells the unit; any other number, such as 20260501,
 * is no time.
 */
function epochTime(column: string): string {
  const cases = EPOCH_UNITS.flatMap((unit) => [
    `${column} >= ${YEAR_2000 * unit} AND ${column} < ${YEAR_2106 * unit}`,
    `toDateTime(intDiv(${column}, ${unit}), 'UTC')`,
  ]);
  return `multiIf(${cases.join(', ')}, NULL)`;
}

/** Keys and values of a map of text. */
export function mapPairs({ index, type }: SourceColumn): string | undefined {
  if (!/^Map\((?:LowCardinality\()?String\)?, .*String\)+$/.test(type ?? '')) return undefined;
  return `arrayMap((k, v) -> (k, ifNull(toString(v), '')), mapKeys(c${index}), mapValues(c${index}))`;
}
