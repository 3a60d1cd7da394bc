import type { AnswerColumnKind } from '@/generated/graphql';
import { formatAmount } from '@/lib/decimal';

const MONEY = /^(-?\d+(?:\.\d+)?) (.+)$/;

/** A cell of an answer for people; amounts rounded, the exact ones stay in their titles. */
export function shownCell(cell: string | null, kind: AnswerColumnKind | undefined): string {
  if (cell === null) return '–';
  if (kind === 'MONEY') {
    const [, amount, currency] = MONEY.exec(cell) ?? [];
    return amount === undefined ? cell : `${formatAmount(amount)} ${currency}`;
  }
  return kind === 'PERCENT' && /\d$/.test(cell) ? `${cell}\u202f%` : cell;
}
