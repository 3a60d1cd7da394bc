import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, freePort, type TestDatabase } from '@ai-finops/testkit';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { getConstructionPlans } from 'pg-boss';
import type { Job, JobList } from './job-list';
import { JobQueue } from './job-queue';

const PATIENCE_MS = 30_000;

describe('the job queue', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    // Connections are ended on purpose here.
    Logger.overrideLogger(false);
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const rows = async (statement: string) => (await client.query(statement)).rows;
  const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !(await met()); await sleep(100)) {
      if (Date.now() > end) throw new Error('It did not happen in time.');
    }
  };
  const replica = (databaseUrl: string, ...jobs: Job[]): JobQueue => {
    const options = { databaseUrl, enabled: true, everySeconds: 1 };
    const queue = new JobQueue({ jobs } as unknown as JobList, options);
    queue.onApplicationBootstrap();
    return queue;
  };

  it('runs each occurrence once, however many replicas watch the clock', async () => {
    const ranAt: number[] = [];
    const job = {
      name: 'every-minute',
      cron: '* * * * *',
      async run() {
        ranAt.push(Date.now());
        return 0;
      },
    };
    const replicas = [1, 2, 3].map(() => replica(database.url, job));
    await until(() => ranAt.length > 0);
    // Each of them looks at the clock and at the queue again meanwhile.
    await sleep(4_000);
    // The clock files each minute under its own slot; the minute may turn while this looks.
    const slots = await rows(
      `SELECT singleton_on, count(*)::int AS filed FROM jobs.job WHERE name = '__pgboss__send-it' GROUP BY 1`,
    );
    const sent = await rows(`SELECT id FROM jobs.job WHERE name = 'every-minute'`);
    expect(slots.map(({ filed }) => filed)).toEqual(slots.map(() => 1));
    expect(sent.length).toBeLessThanOrEqual(slots.length);
    expect(ranAt.length).toBeLessThanOrEqual(sent.length);
    await Promise.all(replicas.map((queue) => queue.onModuleDestroy()));
  });

  it('finishes the job under way before it stops, and tries one that failed again', async () => {
    let attempts = 0;
    let finished = false;
    const started = Promise.withResolvers<void>();
    const job = {
      name: 'slow',
      cron: '0 0 1 1 *',
      async run() {
        attempts += 1;
        if (attempts === 1) throw new Error('the first time');
        started.resolve();
        await sleep(1_000);
        finished = true;
        return 1;
      },
    };
    const queue = replica(database.url, job);
    await until(
      async () => (await rows(`SELECT 1 FROM jobs.queue WHERE name = 'slow'`)).length > 0,
    );
    await client.query(
      `INSERT INTO jobs.job (name, retry_limit, policy) VALUES ('slow', 3, 'singleton')`,
    );
    await started.promise;
    await queue.onModuleDestroy();
    expect([attempts, finished]).toEqual([2, true]);
  });

  it('waits for a database that is not there, and does not end the process', async () => {
    const url = `postgresql://127.0.0.1:${await freePort()}/none`;
    const queue = replica(url, { name: 'never', cron: '* * * * *', run: async () => 0 });
    await sleep(500);
    await queue.onModuleDestroy();
  });

  it('goes on after its connections were ended', async () => {
    let runs = 0;
    const job = {
      name: 'after',
      cron: '0 0 1 1 *',
      async run() {
        runs += 1;
        return 0;
      },
    };
    const queue = replica(database.url, job);
    await until(
      async () => (await rows(`SELECT 1 FROM jobs.queue WHERE name = 'after'`)).length > 0,
    );
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ai-finops accounts jobs'`,
    );
    await client.query(`INSERT INTO jobs.job (name, policy) VALUES ('after', 'singleton')`);
    await until(() => runs === 1);
    await queue.onModuleDestroy();
  });

  it('works as a user that may make no tables', async () => {
    const role = `jobs_${process.pid}`;
    await client.query(`
      CREATE ROLE ${role} LOGIN PASSWORD 'x';
      GRANT USAGE ON SCHEMA jobs TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO ${role}`);
    try {
      const url = new URL(database.url);
      url.username = role;
      url.password = 'x';
      let runs = 0;
      const job = {
        name: 'as-user',
        cron: '0 0 1 1 *',
        async run() {
          runs += 1;
          return 0;
        },
      };
      const queue = replica(url.href, job);
      await until(
        async () => (await rows(`SELECT 1 FROM jobs.queue WHERE name = 'as-user'`)).length > 0,
      );
      await client.query(`INSERT INTO jobs.job (name, policy) VALUES ('as-user', 'singleton')`);
      await until(() => runs === 1);
      await queue.onModuleDestroy();
    } finally {
      await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});

it('has the schema of the installed pg-boss in the last migration that makes or changes it', () => {
  const version = /INSERT INTO jobs\.version\(version\) VALUES \('(\d+)'\)/;
  const wanted = version.exec(getConstructionPlans('jobs'))?.[1];
  const directory = join(__dirname, '../../../../prisma/migrations');
  const versions = readdirSync(directory)
    .filter((name) => /^\d/.test(name))
    .sort()
    .flatMap((name) => {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
      const set = version.exec(sql) ?? /UPDATE jobs\.version SET version = '(\d+)'/.exec(sql);
      return set?.[1] ?? [];
    });
  expect(versions.at(-1)).toBe(wanted);
});
