import { withKeyChecks } from '@ai-finops/service-kit/access-keys';
import { commonEnv, parseEnv, port, secret } from '@ai-finops/service-kit/env';
import { z } from 'zod';
import { servicesEnv } from '../env';

const { NODE_ENV, HOST, LOG_LEVEL } = commonEnv;

const schema = withKeyChecks(
  z.object({
    NODE_ENV,
    HOST,
    LOG_LEVEL,
    PORT: port.default(4001),
    ...servicesEnv,
    /** What the gateway before it shows; nobody else is let in. */
    SUBGRAPH_DOOR_TOKEN: secret,
  }),
);

/** The configuration of the door. */
export type DoorEnv = z.output<typeof schema>;

/** Reads the configuration; prints every fault at once and ends the process when it is not usable. */
export function readDoorEnv(
  source: Readonly<Record<string, string | undefined>> = process.env,
): DoorEnv {
  return parseEnv(schema, source);
}
