// SQL of single cells. Every function takes SQL of a text that is never null (`c7`) and answers SQL of
// the value, null when the cell has none or cannot be read. Low-cardinality text goes through functions
// that the engine evaluates once per different value of a block, not once per row: keep `if` away from it.
import { quote } from '../store/statement';

/** Nothing, blanks, the word NULL in any case, or what Snowflake, Hive and MySQL write for it. */
const BLANK = String.raw`(?i)^\s*(null|(?-i:\\N))?\s*$`;

const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?`;
const ZONE = String.raw`\s*(?:Z|UTC|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?`;
const DATE = String.raw`(?:-\d{2}-\d{2}|/\d{2}/\d{2})`;
/** The engine's times end in February 2106; what it cannot hold is unreadable, not moved. */
const YEAR = String.raw`(?:19[7-9]\d|20\d\d|210[0-5])`;
/** Go writes an offset and the zone's name. */
const ISO = String.raw`(?i)^\s*(${YEAR}${DATE}(?:[T ]${TIME}${ZONE})?)(?:\s+UTC)?\s*$`;
const US_TIME = String.raw`(?:0?\d|1\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[AaPp][Mm])?`;
const US = String.raw`^\s*((?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:${YEAR}|\d\d)(?:\s${US_TIME})?)\s*$`;

const NUMBER = String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`;

export function blank(cell: string): string {
  return `match(${cell}, ${quote(BLANK)})`;
}

export function text(cell: string): string {
  return `nullIf(${withoutBlank(cell)}, '')`;
}

/** The cell, empty where it is blank. */
function withoutBlank(cell: string): string {
  return `replaceRegexpOne(${cell}, ${quote(BLANK)}, '')`;
}

/** As `text`, for values that differ on almost every row: the pattern is tried on short ones only. */
export function identifier(cell: string): string {
  return `if(length(${cell}) < 16 AND ${blank(cell)}, NULL, ${cell})`;
}

/** A value of a closed list in its official spelling; any other value as it is. */
export function choice(cell: string, values: readonly string[]): string {
  return `coalesce(nullIf(${official(cell, values)}, ''), ${text(cell)})`;
}

/** 1 when the cell has a value that is not in the list. */
export function unknownChoice(cell: string, values: readonly string[]): string {
  const known = [...values.map((value) => quote(value.toLowerCase())), "''"];
  const not = known.map(() => 0);
  return `transform(lower(trimBoth(${withoutBlank(cell)})), [${known.join(', ')}], [${not.join(', ')}], 1)`;
}

function official(cell: string, values: readonly string[]): string {
  const list = (items: readonly string[]) => `[${items.map(quote).join(', ')}]`;
  const keys = values.map((value) => value.toLowerCase());
  return `transform(lower(trimBoth(${cell})), ${list(keys)}, ${list(values)}, '')`;
}

export function time(cell: string): string {
  const iso = `parseDateTimeBestEffortOrNull(upper(extract(${cell}, ${quote(ISO)})), 'UTC')`;
  const us = `parseDateTimeBestEffortUSOrNull(extract(${cell}, ${quote(US)}), 'UTC')`;
  return `coalesce(${iso}, ${us})`;
}

/**
 * Rounded half away from zero to 12 places. The engine cuts digits past the scale, so it reads one more
 * than it keeps; it takes `.`, `E5` and `1.2.3` for numbers, so text that is not plainly one is checked first.
 */
export function decimal(cell: string): string {
  const plain = `${cell} >= '0' AND ${cell} < ':' AND countSubstrings(${cell}, '.') < 2`;
  const fast = `round(toDecimal128OrNull(${cell}, 13), 12)`;
  const wide = `round(toDecimal256OrNull(trimBoth(${cell}), 13), 12)`;
  return `multiIf(
      ${cell} = '' OR NOT (${plain} OR match(trimBoth(${cell}), ${quote(NUMBER)})), ${NO_DECIMAL},
      isNotNull(${fast}), CAST(${fast} AS Nullable(Decimal(38, 12))),
      abs(${wide}) < ${BEYOND}, accurateCastOrNull(${wide}, 'Decimal(38, 12)'),
      ${NO_DECIMAL})`;
}

/** The first number of 27 digits before the point: it would fit into 128 bits, but not into 38 digits. */
const BEYOND = `toDecimal256('1${'0'.repeat(26)}', 0)`;

const NO_DECIMAL = 'CAST(NULL AS Nullable(Decimal(38, 12)))';

/** Begins as JSON does, also without the braces of an object. */
const JSON_START = String.raw`^\s*(?:\{\s*["}]|["\[])`;
/** What a map is written as by engines of the Presto family. */
const BRACES = String.raw`^\s*\{(.*)\}\s*$`;

/**
 * Keys and values of a JSON object, of one without its braces, of a JSON list of keys and values, or of a list
 * `key=value; key=value` that may stand in braces. Values lose surrounding blanks; keys without a value are
 * dropped; `true` stays as the word.
 */
export function tags(cell: string): string {
  const listed = `position(${cell}, '=') > 0 AND NOT match(${cell}, ${quote(JSON_START)})`;
  const bare = `replaceRegexpOne(${cell}, ${quote(BRACES)}, ${quote(String.raw`\1`)})`;
  // The engine takes every row for a list, whatever `multiIf` makes of it, so the others are empty to it. A choice
  // between two texts costs it a fraction of one between two maps.
  const list = `extractKeyValuePairs(if(${listed}, ${bare}, ''), '=', ',;|')`;
  const json = `multiIf(
        ${listed}, toJSONString(mapApply((k, v) -> (trimBoth(k), v), ${list})),
        startsWith(${cell}, '"'), concat('{', ${cell}, '}'),
        startsWith(${cell}, '['), ${objectOf(cell)},
        ${cell})`;
  return tidyTags(`JSONExtractKeysAndValues(${json}, 'String')`);
}

/** A JSON list of keys and values, in small letters as BigQuery has them or with capitals, as an object. */
function objectOf(list: string): string {
  const pairs = `JSONExtract(${list}, 'Array(Tuple(key Nullable(String), value Nullable(String), Key Nullable(String), Value Nullable(String)))')`;
  const either = (small: number, capital: number) =>
    `arrayMap(t -> coalesce(t.${small}, t.${capital}, ''), ${pairs})`;
  return `toJSONString(mapFromArrays(${either(1, 3)}, ${either(2, 4)}))`;
}

/** A map out of `Array(Tuple(String, String))`. */
export function tidyTags(pairs: string): string {
  return `CAST(arrayFilter(t -> t.2 != '', arrayMap(t -> (t.1, trimBoth(t.2, ' \\t\\r\\n')), ${pairs})) AS Map(String, String))`;
}

/** True when a cell with a value is neither a JSON object nor a list of keys and values. */
export function unreadableTags(cell: string, value: string): string {
  const json = `if(startsWith(${cell}, '"'), concat('{', ${cell}, '}'), ${cell})`;
  // A list that is empty, or all of whose keys have no value, names no tags.
  const list = `(startsWith(${cell}, '[') AND JSONType(${cell}) = 'Array' AND JSONLength(${cell}) = length(JSONExtract(${cell}, 'Array(Tuple(key Nullable(String), Key Nullable(String)))')))`;
  return `(empty(${value}) AND ${cell} != '' AND NOT ${blank(cell)} AND NOT (JSONType(${json}) = 'Object' OR ${list}))`;
}
