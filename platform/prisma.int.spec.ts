import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
  temporaryDirectory,
} from '@ai-finops/testkit';
import { Client } from 'pg';

const root = join(__dirname, '..');

interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** The command line of Prisma is large: its second start takes what the first has compiled. */
const compiled = temporaryDirectory();

function node(database: TestDatabase, args: readonly string[], input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        DIRECT_URL: '',
        NODE_COMPILE_CACHE: compiled,
        // Ours also where Prisma's own is installed.
        PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'platform/schema-engine/main.ts'),
      },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}

const prisma = (database: TestDatabase, ...args: string[]): Promise<Run> =>
  node(database, ['platform/prisma.ts', ...args]);

async function query(database: TestDatabase, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

const databases: TestDatabase[] = [];
async function kept(database: Promise<TestDatabase>): Promise<TestDatabase> {
  databases.push(await database);
  return database;
}

afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  rmSync(compiled, { recursive: true });
});

describe('the committed migrations', () => {
  it('make exactly the schema of the models, and leave no shadow database behind', async () => {
    const database = await kept(createEmptyDatabase());
    const { code, output } = await prisma(
      database,
      ...['migrate', 'diff', '--from-migrations', 'prisma/migrations'],
      ...['--to-schema', 'prisma', '--exit-code'],
    );
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('No difference') });
    const shadows = `SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow%'`;
    expect(await query(database, shadows)).toEqual([]);
  });

  it('are told apart from a schema with one more column', async () => {
    const directory = temporaryDirectory();
    const changed = join(directory, 'prisma');
    cpSync(join(root, 'prisma'), changed, { recursive: true });
    appendFileSync(join(changed, 'models/accounts.prisma'), '\nmodel Extra {\n  id Int @id\n}\n');
    const { code, output } = await prisma(
      await kept(createEmptyDatabase()),
      ...['migrate', 'diff', '--from-migrations', 'prisma/migrations'],
      ...['--to-schema', changed, '--exit-code'],
    );
    rmSync(directory, { recursive: true });
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining('Extra') });
  });

  it('are applied to an empty database by the CLI, once', async () => {
    const database = await kept(createEmptyDatabase());
    expect((await prisma(database, 'migrate', 'status')).code).toBe(1);
    expect(await prisma(database, 'migrate', 'deploy')).toMatchObject({ code: 0 });
    expect(await prisma(database, 'migrate', 'deploy')).toEqual({
      code: 0,
      output: expect.stringContaining('No pending migrations'),
    });
    expect(await prisma(database, 'migrate', 'status')).toEqual({
      code: 0,
      output: expect.stringContaining('up to date'),
    });
  });

  it('are applied by the launcher just as the CLI would', async () => {
    const database = await kept(createEmptyDatabase());
    expect(await node(database, ['platform/migrate.ts'])).toEqual({ code: 0, output: '' });
    expect(await prisma(database, 'migrate', 'status')).toEqual({
      code: 0,
      output: expect.stringContaining('up to date'),
    });
  });
});

describe('migrations that do not fit the database', () => {
  it('are refused by the launcher with the words of Postgres and nothing of the engine’s', async () => {
    const database = await kept(createTestDatabase());
    // As a database of another branch, whose first migration has another name.
    await query(database, `UPDATE _prisma_migrations SET migration_name = '20200101000000_other'`);
    const { code, output } = await node(database, ['platform/migrate.ts']);
    expect(code).toBe(1);
    expect(output).toMatch(/could not be migrated: .*relation "User" already exists/s);
    expect(output).not.toContain('sql_schema_connector');
  });
});

describe('our schema engine', () => {
  it('runs a script whole, semicolons in functions and strings included', async () => {
    const database = await kept(createTestDatabase());
    const script = `
      -- a comment; with a semicolon
      CREATE FUNCTION twice(n int) RETURNS int AS $$ BEGIN n := n * 2; RETURN n; END $$ LANGUAGE plpgsql;
      CREATE TABLE sample (note text);
      INSERT INTO sample VALUES ('a;b');`;
    expect(
      await node(database, ['platform/prisma.ts', 'db', 'execute', '--stdin'], script),
    ).toMatchObject({ code: 0 });
    expect(await query(database, 'SELECT note, twice(21) FROM sample')).toEqual([
      { note: 'a;b', twice: 42 },
    ]);
  });

  it('leaves nothing of a script that fails in the middle', async () => {
    const database = await kept(createTestDatabase());
    const script = 'CREATE TABLE half (id int); SELECT nonsense;';
    const { code, output } = await node(
      database,
      ['platform/prisma.ts', 'db', 'execute', '--stdin'],
      script,
    );
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('nonsense') });
    expect(await query(database, `SELECT to_regclass('half') AS found`)).toEqual([{ found: null }]);
  });

  it('reads a database back as models', async () => {
    const { code, output } = await prisma(
      await kept(createTestDatabase()),
      ...['db', 'pull', '--print'],
    );
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/model RefreshToken/),
    });
  });

  it('says with Prisma’s code that a server cannot be reached', async () => {
    const nowhere = { url: 'postgresql://a:b@127.0.0.1:1/x', drop: () => Promise.resolve() };
    const { code, output } = await prisma(nowhere, 'migrate', 'status');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/P1001|reach/) });
  });
});
