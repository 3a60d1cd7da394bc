import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { prepareRollups } from '../rollups/rollup-tables';
import { prepareCharges } from './charges-table';
import { ChdbStore } from './chdb-store';
import { clusterLayout, type TableLayout } from './table-layout';

const LAYOUT = clusterLayout('costs');

/** Takes what a cluster would be told; no cluster is part of the test run, only the grammar of its language. */
class ClusterOnPaper extends ChdbStore {
  override readonly layout: TableLayout = LAYOUT;
  readonly told: string[] = [];

  override async execute(sql: string): Promise<void> {
    await this.query(`EXPLAIN AST ${sql}`);
    this.told.push(sql.replaceAll(/\s+/g, ' '));
  }
}

describe('the tables of a cluster', () => {
  let store: ClusterOnPaper;

  beforeAll(() => {
    store = new ClusterOnPaper(join(temporaryDirectory(), 'chdb'));
  });

  afterAll(() => store.close());

  const both = (table: string, beginning: string, end: string) =>
    [`${table}_shard`, table].map((name) =>
      expect.stringMatching(`^${beginning} ${name} ON CLUSTER 'costs' ${end}`),
    );
  const tablesOf = (table: string) => both(table, 'CREATE TABLE IF NOT EXISTS', '');
  const columnsOf = (table: string) => both(table, 'ALTER TABLE', 'ADD COLUMN IF NOT EXISTS ');

  it('are a replicated part on each shard and a whole over all of them', async () => {
    await prepareCharges(store);
    await prepareRollups(store);
    expect(store.told.map((sql) => sql.replace(/\(.*?\) ENGINE/, '(…) ENGINE'))).toEqual([
      expect.stringMatching(
        /^CREATE TABLE IF NOT EXISTS charges_shard ON CLUSTER 'costs' \(…\) ENGINE = ReplicatedMergeTree PARTITION BY .* ORDER BY .* SETTINGS /,
      ),
      `CREATE TABLE IF NOT EXISTS charges ON CLUSTER 'costs' (…) ENGINE = Distributed('costs', 'default', 'charges_shard', rand())`,
      ...columnsOf('charges'),
      "DROP TABLE IF EXISTS monthly_resource_costs ON CLUSTER 'costs' SYNC",
      "DROP TABLE IF EXISTS monthly_resource_costs_shard ON CLUSTER 'costs' SYNC",
      expect.stringMatching(
        /^CREATE TABLE IF NOT EXISTS daily_costs_shard ON CLUSTER 'costs' \(…\) ENGINE = ReplicatedMergeTree /,
      ),
      expect.stringMatching(/^CREATE TABLE IF NOT EXISTS daily_costs ON CLUSTER 'costs' /),
      ...columnsOf('daily_costs'),
      ...tablesOf('monthly_costs'),
      ...columnsOf('monthly_costs'),
      ...tablesOf('daily_usage'),
      ...columnsOf('daily_usage'),
    ]);
  });

  it('are changed, counted and waited for by statements that the engine can read', async () => {
    for (const sql of [
      LAYOUT.dropPartitions('charges', ['60de899162520d45426786166fef8695', '18dff0901466086e']),
      `${LAYOUT.deleteFrom('daily_costs')} WHERE RollupId IN ['x']`,
      `${LAYOUT.eraseFrom('charges')} WHERE BatchId IN ['x']`,
      `SELECT count() ${LAYOUT.partsOf('charges')}`,
      ...LAYOUT.settle(['charges', 'daily_costs']),
    ]) {
      await store.query(`EXPLAIN AST ${sql}`);
      expect(sql).toMatch(/(charges|daily_costs)_shard/);
    }
  });

  it('are dropped by statements that the engine can read', async () => {
    for (const sql of LAYOUT.dropTable('daily_costs')) await store.query(`EXPLAIN AST ${sql}`);
  });

  it('are asked with settings that the engine knows', async () => {
    expect(await store.query('SELECT 1 AS one', {}, { settings: LAYOUT.settings })).toEqual([
      { one: 1 },
    ]);
  });
});
