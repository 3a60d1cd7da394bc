// Decimals as whole numbers of the smallest unit, apart from the arithmetic under test.

const PLACES = 12;
const UNIT = 10n ** BigInt(PLACES);

/** Quotient rounded half away from zero. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  const [size, by] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const quotient = (2n * size + by) / (2n * by);
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
}

/** A function of a text that is asked for the same texts again and again. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (!known.has(text)) known.set(text, read(text));
    return known.get(text) as T;
  };
}

/** Units of 1e-12, rounded half away from zero; null when it is no number. */
export const units = (text: string | null | undefined): bigint | null => readUnits(text ?? '');

const readUnits = remembered((text): bigint | null => {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim());
  if (!match || !(match[2] || match[3])) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = PLACES - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : divide(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
});

/** Text of units of 1e-12, or of another size, without exponent and trailing zeros. */
export function written(value: bigint, places = PLACES): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}${fraction && `.${fraction}`}`;
}

/** Product of two amounts in units of 1e-24. */
export function productSum(products: readonly bigint[]): bigint {
  return divide(
    products.reduce((sum, product) => sum + product, 0n),
    UNIT,
  );
}

/** part / whole with 18 places; null when there is no quotient. */
export function quotient(part: bigint | null, whole: bigint | null, factor: bigint): string | null {
  if (part === null || !whole) return null;
  return written(divide(part * factor * 10n ** 18n, whole), 18);
}
