import pg from 'pg';
import { codeOf, messageOf } from '../failure.ts';
import { withClient } from '../postgres-client.ts';

/** What Prisma's CLI asks of the engine's `cli` subcommand. */
export type DatabaseCommand = 'can-connect-to-database' | 'create-database' | 'drop-database';

export const isDatabaseCommand = (name: string): name is DatabaseCommand =>
  ['can-connect-to-database', 'create-database', 'drop-database'].includes(name);

/** A refusal with Prisma's public error code (https://www.prisma.io/docs/orm/reference/error-reference). */
export class DatabaseCommandError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const DUPLICATE_DATABASE = new Set(['42P04', '23505']);

function asPrismaError(error: unknown, url: URL, database: string): DatabaseCommandError {
  const message = messageOf(error);
  switch (codeOf(error)) {
    case '3D000':
      return new DatabaseCommandError('P1003', `Database \`${database}\` does not exist`);
    case '28P01':
    case '28000':
      return new DatabaseCommandError(
        'P1000',
        `Authentication failed against database server at \`${url.hostname}\`: ${message}`,
      );
    case '42501':
      return new DatabaseCommandError('P1010', `User was denied access: ${message}`);
    default:
      return new DatabaseCommandError(
        'P1001',
        `Can't reach database server at \`${url.host}\`: ${message || codeOf(error)}`,
      );
  }
}

/** Runs one command against the server of `connectionString`; creating what exists is no fault. */
export async function runDatabaseCommand(
  command: DatabaseCommand,
  connectionString: string,
): Promise<string> {
  const url = new URL(connectionString);
  const database = decodeURIComponent(url.pathname.slice(1)) || 'postgres';
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const name = pg.escapeIdentifier(database);
  try {
    if (command === 'can-connect-to-database') {
      await withClient(url.href, (client) => client.query('SELECT 1'));
    } else if (command === 'create-database') {
      await withClient(maintenance.href, (client) => client.query(`CREATE DATABASE ${name}`));
    } else {
      await withClient(maintenance.href, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    }
  } catch (error) {
    if (command === 'create-database' && DUPLICATE_DATABASE.has(codeOf(error) ?? ''))
      return database;
    throw asPrismaError(error, url, database);
  }
  return database;
}
