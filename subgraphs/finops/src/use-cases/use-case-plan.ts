import { type ChargeScope, scopeSql } from '../access/charge-scope';
import { Bindings, type Statement } from '../store/bindings';
import { columnsOf, isRatio, type Order, type UseCase } from './use-case';
import type { Values } from './use-case-parameters';

/** Most rows that an answer has. A plan asks for one more, by which its reader knows that there are more. */
export const MOST_ROWS = 100_000;

/** A row of {@link planUseCase}: `c0`, `c1` … in the order of the case's columns, without its ratios. */
export type UseCaseRecord = Readonly<Record<string, string | number | null>>;

/** Name that a column has in the statement: charges have columns of the same names as answers. */
export const aliasOf = (index: number): string => `c${index}`;

/** The rows of a case in their order, from one statement. */
export function planUseCase(
  useCase: UseCase,
  { limit, ...values }: Values,
  scope: ChargeScope,
): Statement {
  const bindings = new Bindings();
  const columns = columnsOf(useCase);
  const alias = (name: string) => aliasOf(columns.findIndex((column) => column.name === name));
  const computed = columns.flatMap((column, index) =>
    isRatio(column) ? [] : [`${column.sql} AS ${aliasOf(index)}`],
  );
  const asked = typeof limit === 'number' ? Math.min(limit, MOST_ROWS + 1) : null;
  const within = useCase.limitWithin;
  const clauses = [
    `SELECT ${computed.join(', ')}`,
    `FROM ${sourceOf(useCase, scopeSql(scope, bindings))}`,
    `GROUP BY ${useCase.keys.map(({ name }) => alias(name)).join(', ')}`,
    ...(useCase.having
      ? [`HAVING ${useCase.having.replace(/\[(\w+)\]/g, (_, name: string) => alias(name))}`]
      : []),
    `ORDER BY ${orderOf(useCase)
      .map(([name, direction]) => `${alias(name)} ${direction} NULLS LAST`)
      .join(', ')}`,
    ...(asked !== null && within ? [`LIMIT {limit:UInt32} BY ${alias(within)}`] : []),
    'LIMIT {rows:UInt32}',
  ];
  return bindings.statement(clauses.join('\n'), {
    ...values,
    ...(asked !== null && within ? { limit: asked } : {}),
    rows: asked === null || within ? MOST_ROWS + 1 : asked,
  });
}

/** The charges of the period that the case is about, one row for each of their elements if it repeats them. */
function sourceOf({ period, where = [], each }: UseCase, visible: string): string {
  const conditions = [
    visible,
    `${period} >= {from:DateTime('UTC')}`,
    `${period} < {to:DateTime('UTC')}`,
    ...where,
  ].join(' AND ');
  return each
    ? `(SELECT *, arrayJoin(${each.list}) AS Element FROM charges WHERE ${conditions})`
    : `charges WHERE ${conditions}`;
}

/** The case's order, then every other column left to right, ratios never (C11). */
function orderOf(useCase: UseCase): [name: string, direction: 'ASC' | 'DESC'][] {
  const given = (useCase.order ?? []).map(termOf);
  const named = new Set(given.map(([name]) => name));
  const others = columnsOf(useCase).filter((column) => !isRatio(column) && !named.has(column.name));
  return [...given, ...others.map(({ name }) => termOf(name))];
}

function termOf(order: Order): [string, 'ASC' | 'DESC'] {
  return typeof order === 'string' ? [order, 'ASC'] : [order.descending, 'DESC'];
}
