import pg from 'pg';
import type { Bed } from '../bed.ts';

/** One question to the bed's Postgres itself, past the proxy. */
export async function rows<Row extends pg.QueryResultRow>(
  bed: Bed,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: bed.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
