import type { CostQuestion } from '../costs/cost-question';
import { type Term } from '../costs/dimensions';
import { METRICS, splitOf } from '../costs/metrics';
import type {
  CostDriversResult,
  CostRow,
  DimensionKey,
  KpisResult,
  Metric,
  UseCaseResult,
} from '../generated/graphql';
import type { ExportCell, ExportColumn, ExportTable } from './export-table';

// What each kind of answer looks like as a table. Names of columns are those of the graph's fields.

const text = (name: string): ExportColumn => ({ name, type: 'text' });
const decimal = (name: string): ExportColumn => ({ name, type: 'decimal' });
const ratio = (name: string): ExportColumn => ({ name, type: 'ratio' });
const int = (name: string): ExportColumn => ({ name, type: 'int' });
const flag = (name: string): ExportColumn => ({ name, type: 'boolean' });

const nameOf = ({ dimension, tagKey }: Term): string =>
  tagKey === null ? dimension : `${dimension}:${tagKey}`;
const valuesOf = (keys: readonly DimensionKey[]): ExportCell[] =>
  keys.map(({ value }) => value ?? null);

/** The rows of a cost question, a page at a time. */
export function costTable(
  question: CostQuestion,
  pages: () => AsyncIterable<CostRow[]>,
): ExportTable {
  const { groupBy, metrics, granularity, top, compareWith } = question;
  const compared = compareWith !== null;
  const bucketed = granularity !== 'TOTAL';
  return {
    columns: [
      ...(bucketed ? [text('bucketStart')] : []),
      ...groupBy.map((term) => text(nameOf(term))),
      ...(top === null ? [] : [flag('other')]),
      text('currency'),
      decimal('cost'),
      int('charges'),
      ...(compared ? [decimal('previous'), decimal('change'), ratio('changeRatio')] : []),
      ...metrics.flatMap((metric) => metricColumns(metric, compared)),
    ],
    async *pages() {
      for await (const rows of pages()) yield rows.map(cellsOf);
    },
  };

  function cellsOf(row: CostRow): ExportCell[] {
    return [
      ...(bucketed ? [row.bucketStart ?? null] : []),
      ...valuesOf(row.keys),
      ...(top === null ? [] : [row.other]),
      row.currency,
      row.cost?.amount ?? null,
      row.charges,
      ...(compared
        ? [row.previous?.amount ?? null, row.change?.amount ?? null, row.changeRatio ?? null]
        : []),
      ...row.metrics.flatMap(({ metric, value, unit, currency, previous, change, changeRatio }) => [
        value ?? null,
        ...(splitOf(metric) === null ? [] : [unit ?? currency ?? null]),
        ...(compared ? [previous ?? null, change ?? null, changeRatio ?? null] : []),
      ]),
    ];
  }
}

function metricColumns(metric: Metric, compared: boolean): ExportColumn[] {
  const { of } = METRICS[metric];
  const type = of === 'price' ? 'ratio' : of === 'count' ? 'int' : 'decimal';
  const column = (name: string): ExportColumn => ({ name, type });
  return [
    column(metric),
    ...(splitOf(metric) === null ? [] : [text(`${metric}.unit`)]),
    ...(compared
      ? [column(`${metric}.previous`), column(`${metric}.change`), ratio(`${metric}.changeRatio`)]
      : []),
  ];
}

/** A line for each KPI of each group. */
export function kpiTable({ rows }: KpisResult, groupBy: readonly Term[]): ExportTable {
  const lines = rows.flatMap(({ keys, currency, values }) =>
    values.map(({ kpi, title, unit, value, numerator, denominator, formula }) => [
      ...valuesOf(keys),
      currency,
      kpi,
      title,
      unit,
      value ?? null,
      numerator.value ?? null,
      denominator?.value ?? null,
      formula,
    ]),
  );
  return onePage(
    [
      ...groupBy.map((term) => text(nameOf(term))),
      ...['currency', 'kpi', 'title', 'unit'].map(text),
      ratio('value'),
      decimal('numerator'),
      decimal('denominator'),
      text('formula'),
    ],
    lines,
  );
}

/** A line for each driver of each dimension. */
export function driverTable({ changes }: CostDriversResult): ExportTable {
  const lines = changes.flatMap(({ currency, dimensions }) =>
    dimensions.flatMap(({ dimension, tagKey = null, drivers }) =>
      drivers.map((driver) => [
        currency,
        dimension,
        tagKey,
        driver.value ?? null,
        driver.other,
        driver.values,
        driver.status,
        driver.previous,
        driver.current,
        driver.change,
        driver.share ?? null,
        driver.usageEffect,
        driver.priceEffect,
        driver.otherEffect,
      ]),
    ),
  );
  return onePage(
    [
      ...['currency', 'dimension', 'tagKey', 'value'].map(text),
      flag('other'),
      int('values'),
      text('status'),
      ...['previous', 'current', 'change'].map(decimal),
      ratio('share'),
      ...['usageEffect', 'priceEffect', 'otherEffect'].map(decimal),
    ],
    lines,
  );
}

/** The answer of a use case, with the columns that its contract has. Its quotients have 18 places. */
export function useCaseTable({ columns, rows }: UseCaseResult): ExportTable {
  const cells = rows as readonly (readonly ExportCell[])[];
  return onePage(
    columns.map(({ name, type }, index) => {
      if (type === 'Int') return int(name);
      if (type !== 'Decimal') return text(name);
      const long = cells.some((row) => (String(row[index] ?? '').split('.')[1]?.length ?? 0) > 12);
      return long ? ratio(name) : decimal(name);
    }),
    cells,
  );
}

function onePage(
  columns: readonly ExportColumn[],
  rows: readonly (readonly ExportCell[])[],
): ExportTable {
  return {
    columns,
    async *pages() {
      yield rows;
    },
  };
}
