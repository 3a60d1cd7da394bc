import pg from 'pg';

const CONNECTION_TIMEOUT_MS = 5_000;

/** Connects, works and disconnects; a server that does not answer fails after five seconds. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
