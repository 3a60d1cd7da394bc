/**
 * Exact decimals as the graph sends them ("12.5", "-0.000000000001"), added and compared as integers:
 * no amount ever passes through a floating-point number, except to draw it.
 */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function parse(text: string): Exact {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) throw new RangeError(`Not a decimal: ${text}`);
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

const unitsAt = ({ units, scale }: Exact, wanted: number): bigint =>
  units * 10n ** BigInt(wanted - scale);

function print(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** The exact sum, without zeros at the end; "0" of nothing. */
export function sumDecimals(texts: Iterable<string>): string {
  const parts = [...texts].map(parse);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  return print(
    parts.reduce((sum, part) => sum + unitsAt(part, scale), 0n),
    scale,
  );
}

export function negateDecimal(text: string): string {
  const { units, scale } = parse(text);
  return print(-units, scale);
}

/** Negative, zero or positive, as sorting wants it. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  const difference = unitsAt(x, scale) - unitsAt(y, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The change from `before` to `now` in tenths of a percent, rounded half away from zero; null from zero. */
export function changeInTenths(before: string, now: string): bigint | null {
  const [x, y] = [parse(before), parse(now)];
  const scale = Math.max(x.scale, y.scale);
  const base = unitsAt(x, scale);
  if (base === 0n) return null;
  const size = base < 0n ? -base : base;
  const scaled = (unitsAt(y, scale) - base) * 2000n;
  return (scaled + (scaled < 0n ? -size : size)) / (2n * size);
}

const CENT = '0.01';
const amounts = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const traces = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });

/** Intl formats decimal text exactly. */
const exactly = (text: string): Intl.StringNumericLiteral => text as Intl.StringNumericLiteral;

/** True for what is not 0 and has no digit left when it is rounded. */
function isTrace(text: string, least: string): boolean {
  const size = text.startsWith('-') ? negateDecimal(text) : text;
  return compareDecimals(size, '0') !== 0 && compareDecimals(size, least) < 0;
}

/** "1,234.50"; amounts below a cent keep two digits that count, so that something never reads as nothing. */
export function formatAmount(text: string): string {
  return (isTrace(text, CENT) ? traces : amounts).format(exactly(text));
}

const rates = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** An exchange rate with as many digits as people compare. */
export const formatRate = (text: string): string => rates.format(exactly(text));

const shares = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const points = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

const THOUSANDTH = '0.001';
const shareTraces = new Intl.NumberFormat('en-US', {
  style: 'percent',
  maximumSignificantDigits: 2,
});

/** A quotient as "12.3 %"; below a thousandth it keeps two digits that count. */
export const formatShare = (text: string): string =>
  (isTrace(text, THOUSANDTH) ? shareTraces : shares)
    .format(exactly(text))
    .replace('-', '−')
    .replace('%', '\u202f%');

const quantities = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A number of things that is no money. */
export const formatQuantity = (text: string): string => quantities.format(exactly(text));

/** From one quotient to another: "+1.2 points", hundredths of the whole. */
export const formatPoints = (before: string, now: string): string =>
  points
    .format(exactly(sumDecimals([now, negateDecimal(before)])))
    .replace('-', '−')
    .replace('%', ' points');

/** "+12.3 %", "−4.0 %", "0.0 %". */
export function formatTenths(tenths: bigint): string {
  const size = tenths < 0n ? -tenths : tenths;
  const sign = tenths === 0n ? '' : tenths < 0n ? '−' : '+';
  return `${sign}${(size / 10n).toLocaleString('en-US')}.${size % 10n}\u202f%`;
}
