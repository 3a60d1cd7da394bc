import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { type Charge, csvBill } from '../../test/bill';
import { QualityChecksStore } from '../data-quality/quality-checks.store';
import { RollupsStore } from '../rollups/rollups.store';
import type { QueryOptions, ReadProgress, SourceFile } from '../store/analytical-store';
import { ChdbStore } from '../store/chdb-store';
import { BillImporter } from './bill-importer';
import { ChargesStore } from './charges.store';
import { RefusedRowsStore } from './refused-rows.store';

/** Loads bills with other options than the service does: less memory, smaller blocks. */
class TightStore extends ChdbStore {
  constructor(
    directory: string,
    private readonly megabytes: number,
    private readonly settings: QueryOptions['settings'],
  ) {
    super(directory);
  }

  override insertFromFile(
    file: SourceFile,
    insert: (source: string) => string,
    options: QueryOptions = {},
    onProgress?: (progress: ReadProgress) => void,
  ): Promise<void> {
    const tight = {
      ...options,
      limits: { ...options.limits, maxMemoryBytes: this.megabytes * 1024 ** 2 },
      settings: { ...options.settings, ...this.settings },
    };
    return super.insertFromFile(file, insert, tight, onProgress);
  }
}

describe('the memory of an import', () => {
  let directory: string;
  let store: ChdbStore;

  beforeEach(() => {
    directory = temporaryDirectory();
  });

  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function bringIn(
    charges: readonly Charge[],
    megabytes: number,
    settings?: QueryOptions['settings'],
  ) {
    store = new TightStore(join(directory, 'chdb'), megabytes, settings);
    const batches = new ChargesStore(store, new RefusedRowsStore(store));
    const rollups = new RollupsStore(store);
    await batches.prepare();
    await rollups.prepare();
    const importer = new BillImporter(store, batches, new QualityChecksStore(store), rollups);
    const path = join(directory, 'bill.csv');
    writeFileSync(path, csvBill(...charges));
    const source = { path, name: 'bill.csv', unit: 'bill', position: 0, rowsStated: null };
    const attempt = { id: 'tight', attempts: 1 };
    const { findings, error } = await importer.run(attempt, [source], new AbortController().signal);
    return { rowsLoaded: findings.rowsLoaded, error };
  }

  // Such a part takes 120 MB to write in one file, 400 MB in a file for each column.
  it('has no buffers for each column of a part of more than ten megabytes', async () => {
    const charges = Array.from({ length: 60_000 }, (_, n) => ({
      ResourceId: `resource-${n}`,
      ChargeDescription: `${'x'.repeat(400)}${n}`,
    }));
    expect(await bringIn(charges, 250)).toEqual({ rowsLoaded: charges.length, error: null });
  });

  // 150 parts, one after another: 40 MB in the end, and 76 MB when the engine syncs each of them.
  it('keeps little of each part that is written', async () => {
    const rows = 20;
    const charges = Array.from({ length: 150 * rows }, (_, n) => ({
      BillingAccountId: `account-${Math.floor(n / rows)}`,
    }));
    const smallBlocks = {
      max_insert_threads: 1,
      max_block_size: 100,
      max_insert_block_size: 100,
      min_insert_block_size_rows: 100,
    };
    expect(await bringIn(charges, 58, smallBlocks)).toEqual({
      rowsLoaded: charges.length,
      error: null,
    });
  });
});
