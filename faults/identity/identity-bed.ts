import { Bed } from '../bed.ts';

/** The processes that identity needs. */
const SERVICES = ['accounts', 'auth', 'gateway'] as const;
/** Of the load: the cost of a hash is what F11 is about, and nothing else. */
const LOAD_COST = '10';

/** Runs with a platform of accounts, auth and gateway, and takes it down. */
export async function withBed<Result>(
  work: (bed: Bed) => Promise<Result>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const bed = await Bed.start({
    services: SERVICES,
    environment: { BCRYPT_COST: LOAD_COST, ...environment },
  });
  try {
    return await work(bed);
  } finally {
    await bed.stop();
  }
}
