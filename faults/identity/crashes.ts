import { crash, survived, terminated } from '../endings.ts';
import type { Experiment } from '../report.ts';
import { underLoad } from '../under-load.ts';
import { withBed } from './identity-bed.ts';

export const crashes: readonly Experiment[] = [
  {
    id: 'F1',
    title: 'kill -9 of accounts and auth under load',
    run: () =>
      withBed(async (bed) => [
        ...survived('accounts', await underLoad(bed, crash(bed, 'accounts'))),
        ...survived('auth', await underLoad(bed, crash(bed, 'auth'))),
      ]),
  },
  {
    id: 'F2',
    title: 'SIGTERM of accounts, auth and gateway under load',
    run: () =>
      withBed(async (bed) => [
        ...(await terminated(bed, 'accounts')),
        ...(await terminated(bed, 'auth')),
        ...(await terminated(bed, 'gateway')),
      ]),
  },
  {
    id: 'F3',
    title: 'kill -9 of the gateway under load',
    run: () =>
      withBed(async (bed) => survived('gateway', await underLoad(bed, crash(bed, 'gateway')))),
  },
];
