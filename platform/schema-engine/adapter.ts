import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** OID of the catalogue's internal one-byte type `"char"`, as in pg_constraint.contype. */
const INTERNAL_CHAR = 18;
const TEXT = 25;
const CONNECTION_TIMEOUT_MS = 10_000;

/** The columns of type `"char"` of a result, by its rows (the one object that the adapter hands through). */
const charColumns = new WeakMap<object, number[]>();

/**
 * A pool whose results call `"char"` columns text: adapter-pg knows every type that an application
 * may use, but not this one, which the schema engine reads in nearly every introspection query.
 */
class CatalogPool extends pg.Pool {
  // The overloads of pg.Pool.query can't be repeated by an override; the adapter uses only this one.
  override query = (async (config: pg.QueryArrayConfig) => {
    const result = await super.query(config);
    const found: number[] = [];
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== INTERNAL_CHAR) continue;
      field.dataTypeID = TEXT;
      found.push(index);
    }
    if (found.length > 0) charColumns.set(result.rows, found);
    return result;
  }) as pg.Pool['query'];
}

function atDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

async function connect(url: string): Promise<SqlDriverAdapter> {
  const schema = new URL(url).searchParams.get('schema');
  const pool = new CatalogPool({
    connectionString: url,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  const inner = await new PrismaPg(pool, {
    disposeExternalPool: true,
    ...(schema ? { schema } : {}),
  }).connect();
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async queryRaw(query) {
      const result = await inner.queryRaw(query);
      for (const index of charColumns.get(result.rows) ?? []) {
        result.columnTypes[index] = ColumnTypeEnum.Character;
      }
      return result;
    },
    executeRaw: (query) => inner.executeRaw(query),
    // adapter-pg cuts scripts at every semicolon, even inside a function's body or a string, and may
    // run the pieces on different connections. Without arguments pg sends the text as one simple
    // query: one connection, one implicit transaction, as the native engine does.
    async executeScript(script) {
      await inner.executeRaw({ sql: script, args: [], argTypes: [] });
    },
    startTransaction: (isolationLevel) => inner.startTransaction(isolationLevel),
    getConnectionInfo: () => inner.getConnectionInfo(),
    dispose: () => inner.dispose(),
  };
}

/**
 * adapter-pg as the schema engine needs it. The shadow database is made here because adapter-pg's own
 * way ignores the new database's name when it was given a connection string, and drops the database
 * while its pool is still connected to it.
 */
export class SchemaEngineAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  private readonly url: string;
  private readonly opened: SqlDriverAdapter[] = [];

  constructor(url: string) {
    this.url = url;
  }

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await connect(this.url);
    this.opened.push(adapter);
    return adapter;
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await connect(this.url);
    await main.executeScript(`CREATE DATABASE "${database}"`);
    const shadow = await connect(atDatabase(this.url, database));
    return {
      ...shadow,
      async dispose() {
        await shadow.dispose();
        await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
        await main.dispose();
      },
    };
  }

  /** Ends the connections, which the engine leaves open until its process ends. */
  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((adapter) => adapter.dispose()));
  }
}
