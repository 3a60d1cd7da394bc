import { Decimal } from 'decimal.js';
import type { Money } from '../finops/cost-types';

/** Wide enough for exact sums and differences of any two amounts. */
const Exact = Decimal.clone({ precision: 100, toExpNeg: -9e15, toExpPos: 9e15 });

const THOUSANDS = /\B(?=(\d{3})+(?!\d))/g;

/** For reading: two decimals with thousands separators, more for amounts below a cent: "1,234.50 USD". */
export function moneyText({ amount, currency }: Money): string {
  const exact = new Exact(amount);
  const small = !exact.isZero() && exact.abs().lessThan('0.005');
  const text = small ? exact.toSignificantDigits(2).toFixed() : exact.toFixed(2);
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole.replace(THOUSANDS, ',')}.${fraction} ${currency}`;
}

/** For tables: the exact amount, "12.5 USD". */
export function exactText({ amount, currency }: Money): string {
  return `${new Exact(amount).toFixed()} ${currency}`;
}

export function difference(later: Money, earlier: Money): Money {
  return {
    amount: new Exact(later.amount).minus(earlier.amount).toFixed(),
    currency: later.currency,
  };
}

/** Change in percent of the earlier amount, "+12.3 %"; null when that is zero. */
export function percentText(later: Money, earlier: Money): string | null {
  const base = new Exact(earlier.amount);
  if (base.isZero()) return null;
  const percent = new Exact(later.amount).minus(base).dividedBy(base.abs()).times(100);
  return `${percent.greaterThan(0) ? '+' : ''}${percent.toFixed(1).replace(THOUSANDS, ',')} %`;
}

/** Part of the whole in percent, "12.3 %"; null when the whole is not positive. */
export function shareText(part: Money, whole: Money): string | null {
  const base = new Exact(whole.amount);
  if (!base.isPositive() || base.isZero()) return null;
  return `${new Exact(part.amount).dividedBy(base).times(100).toFixed(1)} %`;
}

export function compareMoney(a: Money, b: Money): number {
  return new Exact(a.amount).comparedTo(b.amount);
}

/** By how much, whatever the direction. */
export function compareSize(a: Money, b: Money): number {
  return new Exact(a.amount).abs().comparedTo(new Exact(b.amount).abs());
}

export function signOf({ amount }: Money): -1 | 0 | 1 {
  const exact = new Exact(amount);
  return exact.isZero() ? 0 : exact.isPositive() ? 1 : -1;
}

export const absolute = ({ amount, currency }: Money): Money => ({
  amount: new Exact(amount).abs().toFixed(),
  currency,
});

export const zero = (currency: string): Money => ({ amount: '0', currency });

export function sum(amounts: readonly Money[], currency: string): Money {
  const total = amounts.reduce((whole, { amount }) => whole.plus(amount), new Exact(0));
  return { amount: total.toFixed(), currency };
}
