import type { AnalyticalStore } from './analytical-store';
import type { TableDefinition } from './table-layout';

/** Creates a table, or gives an older one the columns that it lacks. */
export async function prepareTable(store: AnalyticalStore, table: TableDefinition): Promise<void> {
  await store.createTable(table);
  const present = await store.query<{ name: string }>(
    'SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table: table.name },
  );
  const names = new Set(present.map(({ name }) => name));
  const missing = table.columns.filter(
    (column) => !names.has(column.slice(0, column.indexOf(' '))),
  );
  if (missing.length === 0) return;
  for (const statement of store.layout.addColumns(table.name, missing)) {
    await store.execute(statement);
  }
}
