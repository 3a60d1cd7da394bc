import { Injectable } from '@nestjs/common';
import { AnalyticalStore, type SourceFile } from '../store/analytical-store';
import type { TableDefinition } from '../store/table-layout';
import type { ChargeOrigin, ChargePlan } from './charge-sql';
import { IMPORT_OPTIONS, IMPORT_SETTINGS } from './import-settings';

/** A row that was refused, as the file has it. */
export interface RefusedRow {
  /** Place of the file in its import. */
  readonly file: number;
  /** Number of the row, from 1 after the header. */
  readonly row: number;
  /** Codes of its faults, each with its column. */
  readonly reasons: readonly string[];
  readonly cells: readonly string[];
}

/** Rows that are kept of a file; its report counts all of them. */
export const KEPT_ROWS = 10_000;
/** Characters that are kept of a cell. */
const KEPT_CHARACTERS = 4_096;
/** Rows that are read at once, so that wide ones do not fill the memory. */
const PAGE_ROWS = 1_000;

const TABLE: TableDefinition = {
  name: 'refused_rows',
  columns: [
    'ImportId String',
    'SourceFile UInt16',
    'SourceRow UInt64',
    'Reasons Array(LowCardinality(String))',
    'Cells Array(String)',
  ],
  orderBy: '(ImportId, SourceFile, SourceRow)',
};

/** Keeps the cells of refused rows, so that whoever made the bill can mend it. */
@Injectable()
export class RefusedRowsStore {
  constructor(private readonly store: AnalyticalStore) {}

  prepare(): Promise<void> {
    return this.store.createTable(TABLE);
  }

  /**
   * Reads the file again for the first refused rows, whose numbers and faults are in `marks`. Refused
   * rows are rare, and reading twice costs good bills nothing.
   */
  async keep(
    { importId, position }: ChargeOrigin,
    file: SourceFile,
    plan: ChargePlan,
    headerLines: number,
    marks: string,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#drop('ImportId = {id:String} AND SourceFile = {file:UInt16}', importId, position);
    const insert = (source: string) => `
      INSERT INTO refused_rows
      SELECT '${importId}', ${position}, SourceRow, Reasons, Cells FROM
      (
        SELECT SourceRow, arrayMap(c -> substringUTF8(toValidUTF8(c), 1, ${KEPT_CHARACTERS}), Cells) AS Cells
        FROM (${plan.cells(source)})
        WHERE SourceRow IN (SELECT SourceRow FROM ${marks} ORDER BY SourceRow LIMIT ${KEPT_ROWS})
      ) AS r
      INNER JOIN (SELECT SourceRow, ${plan.reasons} AS Reasons FROM ${marks} ORDER BY SourceRow LIMIT ${KEPT_ROWS}) AS m
      ON r.SourceRow = m.SourceRow`;
    const settings = { ...IMPORT_SETTINGS, input_format_csv_skip_first_lines: headerLines };
    await this.store.insertFromFile({ ...file, structure: plan.cellStructure }, insert, {
      ...IMPORT_OPTIONS,
      purpose: 'keeping the refused rows of a bill',
      signal,
      settings,
    });
    await this.store.settle(TABLE.name);
  }

  /** In the order of the files and their rows. */
  async *read(importId: string): AsyncGenerator<RefusedRow> {
    let after = { file: 0, row: 0 };
    for (;;) {
      const rows = await this.store.query<{
        file: number;
        row: string;
        reasons: string[];
        cells: string[];
      }>(
        `SELECT SourceFile AS file, SourceRow AS row, Reasons AS reasons, Cells AS cells
         FROM refused_rows WHERE ImportId = {id:String}
           AND (SourceFile, SourceRow) > ({file:UInt16}, {row:UInt64})
         ORDER BY SourceFile, SourceRow LIMIT ${PAGE_ROWS}`,
        { id: importId, file: after.file, row: String(after.row) },
      );
      for (const row of rows) yield { ...row, row: Number(row.row) };
      const last = rows.at(-1);
      if (!last || rows.length < PAGE_ROWS) return;
      after = { file: last.file, row: Number(last.row) };
    }
  }

  async discard(importId: string): Promise<void> {
    await this.#drop('ImportId = {id:String}', importId, 0);
  }

  /** Imports that have refused rows here. */
  async importIds(): Promise<string[]> {
    const rows = await this.store.query<{ id: string }>(
      'SELECT DISTINCT ImportId AS id FROM refused_rows',
    );
    return rows.map(({ id }) => id);
  }

  async #drop(condition: string, id: string, file: number): Promise<void> {
    const [found] = await this.store.query(
      `SELECT 1 FROM refused_rows WHERE ${condition} LIMIT 1`,
      {
        id,
        file,
      },
    );
    if (!found) return;
    const deletion = this.store.layout.deleteFrom(TABLE.name);
    await this.store.write(`${deletion} WHERE ${condition}`, { id, file });
  }
}
