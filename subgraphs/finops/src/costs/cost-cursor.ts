import { createHash } from 'node:crypto';
import { decodeCursor, encodeCursor, foreignCursor } from '@ai-finops/service-kit/connection';
import type { Bindings, ParameterType } from '../store/bindings';
import type { CostQuestion } from './cost-question';

/** A column of the rows that takes part in their order; rows without a value come last either way. */
export interface OrderTerm {
  readonly column: string;
  readonly descending: boolean;
  readonly type: OrderType;
}

export type OrderType = Extract<
  ParameterType,
  | 'String'
  | 'Date'
  | "DateTime('UTC')"
  | 'Decimal(76, 12)'
  | 'Decimal(76, 30)'
  | 'Int64'
  | 'Float64'
>;

/** What a value of each type looks like: cursors come from outside, and the engine must be able to read them. */
const FORMS: Readonly<Record<OrderType, RegExp>> = {
  String: /^/,
  Date: /^\d{4}-\d{2}-\d{2}$/,
  "DateTime('UTC')": /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/,
  'Decimal(76, 12)': /^-?\d{1,63}(\.\d{1,12})?$/,
  // Of converted costs.
  'Decimal(76, 30)': /^-?\d{1,45}(\.\d{1,30})?$/,
  Int64: /^-?\d{1,18}$/,
  // As JavaScript writes a number: up to 21 digits before the point, and five zeros and 17 digits after it.
  Float64: /^-?\d{1,21}(\.\d{1,22})?(e[+-]?\d{1,3})?$/,
};

/** Cursor of a row: where it stands in the order of its question, and which question that was. */
export function cursorOf(
  question: CostQuestion,
  terms: readonly OrderTerm[],
  record: object,
): string {
  const values = terms.map(({ column }) => {
    const value: unknown = Reflect.get(record, column);
    return value === null || value === undefined ? '' : `=${value}`;
  });
  return encodeCursor([fingerprint(question), ...values]);
}

/**
 * The condition on a row to come after the one of the cursor. It holds for the order alone, so what is
 * imported between two pages neither repeats nor hides rows that were there before.
 * Error VALIDATION_FAILED for a cursor of another question.
 */
export function afterSql(
  question: CostQuestion,
  terms: readonly OrderTerm[],
  cursor: string,
  bindings: Bindings,
): string {
  const [mark, ...values] = decodeCursor(cursor);
  if (mark !== fingerprint(question) || values.length !== terms.length) throw foreignCursor();
  const places = terms.map((term, index) => placeOf(term, values[index] ?? '', bindings));
  const alternatives = places.flatMap(({ after }, index) =>
    after === null
      ? []
      : [[...places.slice(0, index).map(({ same }) => same), after].join(' AND ')],
  );
  return alternatives.map((alternative) => `(${alternative})`).join(' OR ') || '0';
}

/** Conditions to stand at the value, and beyond it; `after` is null when nothing can. */
function placeOf({ column, type, descending }: OrderTerm, text: string, bindings: Bindings) {
  if (text === '') return { same: `${column} IS NULL`, after: null };
  const value = text.slice(1);
  if (!text.startsWith('=') || !FORMS[type].test(value)) throw foreignCursor();
  const bound = bindings.bind(type, value);
  return {
    same: `${column} = ${bound}`,
    after: `(${column} ${descending ? '<' : '>'} ${bound} OR ${column} IS NULL)`,
  };
}

/** The question apart from its page. */
function fingerprint(question: CostQuestion): string {
  const { first: _, after: __, ...asked } = question;
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 16);
}
