// The door to the subgraphs for a gateway of others: docs/other-gateways.md.
import { stopOnSignals } from '@ai-finops/service-kit/shutdown';
import { createLogger } from '../logging';
import { createDoor } from './door';
import { readDoorEnv } from './env';

async function main(): Promise<void> {
  const env = readDoorEnv();
  const logger = createLogger(env.LOG_LEVEL);
  const door = await createDoor(env, logger);
  try {
    const address = await door.listen();
    logger.info({ address }, 'The door to the subgraphs is open.');
  } catch (err) {
    logger.error({ err }, 'The door to the subgraphs cannot be opened.');
    process.exit(1);
  }
  stopOnSignals((signal) => door.close(signal));
}

void main();
