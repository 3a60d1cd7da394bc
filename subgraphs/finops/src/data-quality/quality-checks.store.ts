import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';
import type { FocusVersion } from '../store/focus-columns';
import type { RuleBreach } from './quality-report';
import { type RowRule, rulesFor } from './quality-rules';

/** Charges of one file of an import, loaded and not yet visible. */
export interface LoadedCharges {
  readonly batchIds: readonly string[];
  /** Place of the file in its import. */
  readonly file: number;
  readonly version: FocusVersion;
  /** FOCUS columns that the file has. */
  readonly columns: ReadonlySet<string>;
}

const LIMITS = { timeoutMs: 60 * 60 * 1000, maxMemoryBytes: 1024 ** 3 };

/** Checks loaded charges against the rows' requirements, inside the engine. */
@Injectable()
export class QualityChecksStore {
  constructor(private readonly store: AnalyticalStore) {}

  /** Every rule that applies, and how often it is broken. One pass, and a second one over broken rules. */
  async examine(
    charges: LoadedCharges,
    signal?: AbortSignal,
  ): Promise<{ rule: RowRule; breach: RuleBreach }[]> {
    const rules = rulesFor(charges.version, charges.columns);
    if (charges.batchIds.length === 0 || rules.length === 0) return [];
    const counts = await this.#ask(
      charges,
      rules.map(({ violated }, n) => `countIf(${violated}) AS r${n}`),
      signal,
    );
    const broken = rules.filter((_rule, n) => Number(counts[`r${n}`]) > 0);
    const first = await this.#ask(
      charges,
      broken.map(
        ({ violated }, n) => `groupArraySortedIf(10)(SourceRow, ifNull(${violated}, 0)) AS r${n}`,
      ),
      signal,
    );
    return rules.map((rule, n) => {
      const place = broken.indexOf(rule);
      const rows = (place < 0 ? [] : first[`r${place}`]) as string[];
      return { rule, breach: { rows: Number(counts[`r${n}`]), firstRows: rows.map(Number) } };
    });
  }

  async #ask(
    { batchIds, file }: LoadedCharges,
    columns: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, unknown>> {
    if (columns.length === 0) return {};
    const [row] = await this.store.query<Record<string, unknown>>(
      `SELECT ${columns.join(', ')} FROM charges
       WHERE BatchId IN {batches:Array(UUID)} AND SourceFile = {file:UInt16}`,
      { batches: batchIds, file },
      { limits: LIMITS, purpose: 'checking the quality of charges', signal },
    );
    return row ?? {};
  }
}
