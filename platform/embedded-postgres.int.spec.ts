import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { Client } from 'pg';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './embedded-postgres.ts';
import { readText } from './files.ts';

const root = join(__dirname, '..');
const directory = temporaryDirectory();
const options: PostgresOptions = {
  root,
  directory: join(directory, 'postgres'),
  portFile: join(directory, 'port'),
  log: join(directory, 'postgres.log'),
  password: 'the kept one',
};

let server: EmbeddedPostgres;

async function query<T extends object>(text: string): Promise<T[]> {
  const client = new Client({ connectionString: server.url('notes') });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  // What initdb leaves when it is ended in the middle.
  mkdirSync(join(directory, 'postgres.new-half/data'), { recursive: true });
  server = await startPostgres(options);
  await server.ensureDatabase('notes');
  await query('CREATE TABLE note (text text)');
});

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('embedded Postgres', () => {
  it('cleans up after an unfinished set-up', () => {
    expect(readdirSync(directory).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('listens on this machine alone, keeps time in UTC and asks for the password', async () => {
    expect(await query('SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query('SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
    const wrong = new URL(server.url('notes'));
    wrong.password = 'guessed';
    const client = new Client({ connectionString: wrong.href });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('keeps its rows and its port over a stop', async () => {
    const { port } = server;
    await query(`INSERT INTO note VALUES ('kept')`);
    await server.stop();
    server = await startPostgres(options);
    expect(server.port).toBe(port);
    expect(await query('SELECT text FROM note')).toEqual([{ text: 'kept' }]);
  });

  it('takes over from a server that a killed launcher left running', async () => {
    const left = server.process.pid;
    server = await startPostgres(options);
    expect(server.process.pid).not.toBe(left);
    expect(await query('SELECT text FROM note')).toEqual([{ text: 'kept' }]);
  });

  it('starts after kill -9 without losing what it acknowledged', async () => {
    await query(`INSERT INTO note VALUES ('acknowledged')`);
    process.kill(server.process.pid, 'SIGKILL');
    server = await startPostgres(options);
    expect(await query('SELECT text FROM note ORDER BY 1')).toEqual([
      { text: 'acknowledged' },
      { text: 'kept' },
    ]);
  });

  it('starts although its number now belongs to another process', async () => {
    await server.stop();
    const pidFile = join(options.directory, 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n${options.directory}\n1\n${server.port}\n`);
    server = await startPostgres(options);
    expect(Number.parseInt(readText(pidFile) ?? '', 10)).toBe(server.process.pid);
  });

  it('moves to another port when its own is taken', async () => {
    await server.stop();
    writeFileSync(options.portFile, new URL(process.env.AI_FINOPS_TEST_POSTGRES ?? '').port);
    const { port } = server;
    server = await startPostgres(options);
    expect(server.port).not.toBe(port);
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says in one sentence that the kept password no longer fits', async () => {
    await server.stop();
    server = await startPostgres({ ...options, password: 'another one' });
    await expect(server.ensureDatabase('notes')).rejects.toThrow(
      /kept password .* "npm run reset" starts afresh/,
    );
  });

  it('says in one sentence that another version wrote the data', async () => {
    const old = join(directory, 'old');
    mkdirSync(old);
    writeFileSync(join(old, 'PG_VERSION'), '14\n');
    await expect(startPostgres({ ...options, directory: old })).rejects.toThrow(
      /was written by Postgres 14, not 18: "npm run reset"/,
    );
    expect(existsSync(old)).toBe(true);
  });
});
