import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SupergraphManager } from '@apollo/gateway';
import type { GatewayLogger } from './logging';

const LOOK_EVERY_MS = 1_000;

/**
 * The supergraph from its file. A changed file is served from the next request on; one that cannot be used
 * is logged and the gateway goes on with what it has. The file is polled: that also sees the atomic
 * replacement that mounted configuration uses.
 */
export function supergraphFile(path: string, logger: GatewayLogger): SupergraphManager {
  return {
    async initialize({ update }) {
      let current = await readFile(path, 'utf8');
      const reload = async (): Promise<void> => {
        try {
          const changed = await readFile(path, 'utf8');
          if (changed === current) return;
          update(changed);
          current = changed;
          logger.info({}, 'Serving the changed supergraph.');
        } catch (err) {
          logger.error({ err }, 'The changed supergraph cannot be used; serving the one before.');
        }
      };
      const listener = (): void => void reload();
      watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, listener);
      return {
        supergraphSdl: current,
        cleanup: async () => unwatchFile(path, listener),
      };
    },
  };
}
