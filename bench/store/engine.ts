// The compiled parts of finops that the benchmark drives, without HTTP and Postgres.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface Store {
  query<Row extends object>(
    sql: string,
    parameters?: Readonly<Record<string, string>>,
    options?: {
      readonly limits?: { readonly timeoutMs: number; readonly maxMemoryBytes: number };
      readonly settings?: Readonly<Record<string, string | number>>;
    },
  ): Promise<Row[]>;
  execute(sql: string): Promise<void>;
  enginePid(): Promise<number | undefined>;
  close(): Promise<void>;
}

interface Importer {
  run(
    attempt: { readonly id: string; readonly attempts: number },
    sources: readonly object[],
    signal: AbortSignal,
  ): Promise<{ readonly error: Error | null; readonly findings: { readonly rowsLoaded: number } }>;
}

export interface Engine {
  readonly store: Store;
  /** Makes the tables. */
  prepare(): Promise<void>;
  readonly importer: Importer;
  /** Types of the FOCUS columns as charges keep them, with the names that FOCUS 1.2 has too. */
  readonly rawTypes: ReadonlyMap<string, string>;
}

/** What importing processes may hold together, from the project's bars. */
export const MOST_MIB = 2048;

/** Configures the engine's allocator as it comes, for comparison with how the store does. */
export const AS_IT_COMES = '';

/** An engine process of its own over a directory. */
export function engineModules(directory: string, allocator?: typeof AS_IT_COMES): Engine {
  const from = (path: string) => require(`../../subgraphs/finops/dist/${path}`);
  const { ChdbStore } = from('store/chdb-store.js');
  const { CHARGE_TYPES } = from('store/charges-table.js');
  const { ChargesStore } = from('imports/charges.store.js');
  const { RefusedRowsStore } = from('imports/refused-rows.store.js');
  const { RollupsStore } = from('rollups/rollups.store.js');
  const { BillImporter } = from('imports/bill-importer.js');
  const { QualityChecksStore } = from('data-quality/quality-checks.store.js');
  const store: Store = new ChdbStore(directory, allocator);
  const charges = new ChargesStore(store, new RefusedRowsStore(store));
  const rollups = new RollupsStore(store);
  const text = 'LowCardinality(Nullable(String))';
  const rawTypes = new Map<string, string>([
    ...CHARGE_TYPES,
    ['ProviderName', text],
    ['PublisherName', text],
  ]);
  return {
    store,
    prepare: async () => {
      await charges.prepare();
      await rollups.prepare();
    },
    importer: new BillImporter(store, charges, new QualityChecksStore(store), rollups),
    rawTypes,
  };
}
