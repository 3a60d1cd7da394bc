/**
 * Exact arithmetic on integers: no amount, price or quantity of a bill is ever a floating point number.
 *
 * - a quantity is a whole number of 10^-4 units (a safe integer),
 * - a unit price is a whole number of 10^-8 of a currency unit (bigint),
 * - an amount is a whole number of 10^-12 of a currency unit (bigint),
 *
 * so quantity × price is an amount without any rounding.
 */
export type Quantity = number;
export type Price = bigint;
export type Amount = bigint;

const QUANTITY_SCALE = 4;
const PRICE_SCALE = 8;
export const AMOUNT_SCALE = 12;

const QUANTITY_ONE = 10 ** QUANTITY_SCALE;
const AMOUNT_ONE = 10 ** AMOUNT_SCALE;
const RATE_ONE = 10_000n;
const ZERO = 48;

export function costOf(quantity: Quantity, price: Price): Amount {
  return BigInt(quantity) * price;
}

/** Reads a plain decimal ("0.0416") as a whole number of 10^-scale; refuses digits past the scale. */
function parseScaled(text: string, scale: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > scale) {
    throw new RangeError(`"${text}" is not a decimal of at most ${scale} places`);
  }
  const digits = BigInt(`${match[2]}${fraction.padEnd(scale, '0')}`);
  return match[1] ? -digits : digits;
}

export const parsePrice = (text: string): Price => parseScaled(text, PRICE_SCALE);
export const parseAmount = (text: string): Amount => parseScaled(text, AMOUNT_SCALE);

/** Writes a whole number of 10^-scale as a plain decimal without exponent and without trailing zeros. */
function formatScaled(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  const text = digits.slice(0, -scale) + (fraction ? `.${fraction}` : '');
  return negative ? `-${text}` : text;
}

export const formatPrice = (price: Price): string => formatScaled(price, PRICE_SCALE);

export function formatAmount(amount: Amount): string {
  const number = Number(amount);
  // Above 2^53 a Number would lose digits; below it, number arithmetic on integers is exact and quicker.
  if (!Number.isSafeInteger(number)) return formatScaled(amount, AMOUNT_SCALE);
  return number < 0 ? `-${formatInteger(-number, AMOUNT_ONE)}` : formatInteger(number, AMOUNT_ONE);
}

export function formatQuantity(quantity: Quantity): string {
  return quantity < 0
    ? `-${formatInteger(-quantity, QUANTITY_ONE)}`
    : formatInteger(quantity, QUANTITY_ONE);
}

function formatInteger(value: number, one: number): string {
  const fraction = value % one;
  const whole = (value - fraction) / one;
  if (fraction === 0) return String(whole);
  const digits = String(one + fraction);
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) end--;
  return `${whole}.${digits.slice(1, end)}`;
}

/** `price` less `percent` percent, rounded half up to `places` decimal places. */
export function discounted(price: Price, percent: number, places: number): Price {
  const unit = 10n ** BigInt(PRICE_SCALE - places);
  const hundredfold = price * BigInt(100 - percent);
  return ((hundredfold + 50n * unit) / (100n * unit)) * unit;
}

/** Converts a price at a rate of four decimal places; refuses a price whose digits would not fit. */
export function converted(price: Price, rate: bigint): Price {
  const product = price * rate;
  if (product % RATE_ONE !== 0n) {
    throw new RangeError(`price ${formatPrice(price)} has too many digits to be converted exactly`);
  }
  return product / RATE_ONE;
}

const RATE_SCALE = 4;
export const parseRate = (text: string): bigint => parseScaled(text, RATE_SCALE);
export const formatRate = (rate: bigint): string => formatScaled(rate, RATE_SCALE);

/** `percent` percent of an amount, rounded half away from zero to whole cents, as an invoice shows it. */
export function percentInCents(amount: Amount, percent: number): Amount {
  const cent = 10n ** BigInt(AMOUNT_SCALE - 2);
  const hundredths = BigInt(Math.round(percent * 100));
  const negative = amount < 0n;
  const product = (negative ? -amount : amount) * hundredths;
  const cents = (product + 5_000n * cent) / (10_000n * cent);
  return (negative ? -cents : cents) * cent;
}
