import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServerUrl } from './env';
import { TEMPLATE } from './test-server';

export interface TestDatabase {
  readonly url: string;
  /** Removes it, also while something is still connected. */
  drop(): Promise<void>;
}

/**
 * For the pool of a service under test: a machine that runs suites may hold everything up for longer than a user
 * would wait.
 */
export const PATIENT_POOL = { connectMs: 30_000, statementMs: 30_000 } as const;

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: testServerUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function createDatabase(options: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} ${options}`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A database of one's own with all migrations applied and no rows. */
export const createTestDatabase = (): Promise<TestDatabase> =>
  createDatabase(`TEMPLATE ${TEMPLATE}`);

/** A database without any table: not even the migrations are applied. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase('');
