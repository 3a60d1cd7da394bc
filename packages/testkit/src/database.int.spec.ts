import { Client } from 'pg';
import { createEmptyDatabase, createTestDatabase } from './database';

async function tablesOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  await client.end();
  return rows.map(({ tablename }) => tablename);
}

describe('test databases', () => {
  it('have the migrated tables', async () => {
    const database = await createTestDatabase();
    expect(await tablesOf(database.url)).toEqual(
      expect.arrayContaining(['RefreshToken', 'Session', 'User']),
    );
    await database.drop();
  });

  it('can be made many at once, each apart from the others', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
    expect(new Set(databases.map(({ url }) => url)).size).toBe(8);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('may be empty', async () => {
    const database = await createEmptyDatabase();
    expect(await tablesOf(database.url)).toEqual([]);
    await database.drop();
  });

  it('are gone after being dropped, also while a client is connected', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(tablesOf(database.url)).rejects.toThrow(/does not exist/);
    await client.end().catch(() => undefined);
  });
});
