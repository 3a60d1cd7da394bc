import { setTimeout as sleep } from 'node:timers/promises';
import { Load, newReader, reader, type Sample, send } from '../load.ts';
import { type Experiment, finding, within } from '../report.ts';
import { isClean, percentile, tally } from '../under-load.ts';
import { withBed } from './identity-bed.ts';

const CLIENTS = 48;
const FLOOD_MS = 10_000;

export const floods: readonly Experiment[] = [
  {
    id: 'F11',
    title: 'a flood of 48 clients logging in, at cost 12',
    run: () =>
      withBed(
        async (bed) => {
          const somebody = await newReader(bed);
          let over = false;
          const statuses = new Map<number, number>();
          const flood = Array.from({ length: CLIENTS }, async (_, i) => {
            while (!over) {
              const body = { email: `nobody-${i}-${Math.random()}@example.com`, password: 'wrong' };
              const answer = await send(`${bed.url('gateway')}/auth/login`, body);
              await answer.body?.cancel();
              statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
            }
          });
          const load = new Load([reader(bed, somebody)]);
          const health: Sample[] = [];
          for (const end = performance.now() + FLOOD_MS; performance.now() < end; await sleep(20)) {
            const started = performance.now();
            const answer = await fetch(`${bed.url('gateway')}/health`);
            const detail = await answer.text();
            const outcome = answer.status === 200 ? 'ok' : 'error';
            health.push({ kind: 'read', started, ended: performance.now(), outcome, detail });
          }
          over = true;
          await Promise.all([...flood, load.stop()]);
          const failed = [...health, ...load.samples].filter((sample) => !isClean(sample));
          const odd = [...statuses].filter(([status]) => ![401, 429, 503].includes(status));
          const numbers = [...statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
          return [
            within(`/health p99 of ${health.length}`, 250, percentile(health, 0.99)),
            within(
              `authenticated read p99 of ${load.samples.length}`,
              1_000,
              percentile(load.samples, 0.99),
            ),
            finding(
              '/health and reads that failed',
              '0',
              failed.length === 0 ? 0 : tally(failed, []),
              failed.length === 0,
            ),
            // Without a password that was checked there was no flood.
            finding(
              'answers to the flood',
              '401, 429 or 503',
              numbers,
              odd.length === 0 && statuses.has(401),
            ),
          ];
        },
        { BCRYPT_COST: '12' },
      ),
  },
];
