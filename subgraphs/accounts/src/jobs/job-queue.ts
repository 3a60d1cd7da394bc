import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { JobList } from './job-list';

export interface JobQueueOptions {
  readonly databaseUrl: string;
  /** False where another deployment runs the jobs. */
  readonly enabled: boolean;
  /** How often the clock is looked at, and the queue; 30 and 5 seconds when left out. */
  readonly everySeconds?: number;
}

export const JOB_QUEUE_OPTIONS = Symbol('JOB_QUEUE_OPTIONS');

/** Made by a migration: the service needs no right to make tables. */
export const SCHEMA = 'jobs';
const MAX_CONNECTIONS = 2;
const RETRY_MS = 5_000;
const STOP_WITHIN_MS = 5_000;

/**
 * Runs the jobs on a queue in Postgres (pg-boss). Every replica watches the clock and the queue; the database
 * decides who enqueues an occurrence and who takes it, so each runs once. While Postgres is away the queue
 * waits and the service goes on.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Jobs');
  #boss: PgBoss | undefined;
  #retry: NodeJS.Timeout | undefined;
  #starting: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly list: JobList,
    @Inject(JOB_QUEUE_OPTIONS) private readonly options: JobQueueOptions,
  ) {}

  onApplicationBootstrap(): void {
    // The service answers meanwhile.
    if (this.options.enabled) this.#starting = this.#start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#starting;
    // A job under way is finished; one that takes longer is taken again by another replica.
    await this.#boss?.stop({ graceful: true, timeout: STOP_WITHIN_MS }).catch(() => undefined);
  }

  async #start(): Promise<void> {
    const boss = this.#newBoss();
    try {
      await boss.start();
      for (const job of this.list.jobs) {
        await boss.createQueue(job.name, {
          policy: 'singleton',
          retryLimit: 3,
          retryBackoff: true,
        });
        await boss.schedule(job.name, job.cron, null, { tz: 'UTC' });
        await boss.work(
          job.name,
          { pollingIntervalSeconds: this.options.everySeconds ?? 5 },
          async () => {
            const removed = await job.run();
            this.#logger.log({ job: job.name, removed }, 'A job is done');
            return { removed };
          },
        );
      }
      this.#boss = boss;
    } catch (err) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      if (this.#stopped) return;
      this.#logger.warn({ err }, 'The job queue cannot be used yet');
      this.#retry = setTimeout(() => {
        this.#starting = this.#start();
      }, RETRY_MS);
      this.#retry.unref();
    }
  }

  #newBoss(): PgBoss {
    const boss = new PgBoss({
      connectionString: this.options.databaseUrl,
      application_name: 'ai-finops accounts jobs',
      schema: SCHEMA,
      migrate: false,
      createSchema: false,
      reindex: false,
      cronMonitorIntervalSeconds: this.options.everySeconds ?? 30,
      cronWorkerIntervalSeconds: this.options.everySeconds ?? 5,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: 3_000,
    });
    // Without a listener an error would end the process.
    boss.on('error', (err: unknown) => this.#logger.warn({ err }, 'The job queue waits'));
    return boss;
  }
}
