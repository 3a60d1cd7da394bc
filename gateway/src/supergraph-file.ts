import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { GatewayLogger } from './logging';

const LOOK_EVERY_MS = 1_000;

/**
 * The supergraph in its file. The file is polled: that also sees the atomic replacement that mounted
 * configuration uses.
 */
export class SupergraphFile {
  #stop: () => void = () => undefined;

  constructor(
    private readonly path: string,
    private readonly logger: GatewayLogger,
  ) {}

  /**
   * Serves what is in the file, and whatever replaces it from then on, one after the other. Rejects when the
   * first cannot be served; a later one is logged, and what was served before stays.
   */
  async serve(serve: (supergraphSdl: string) => Promise<void>): Promise<void> {
    let current = await readFile(this.path, 'utf8');
    await serve(current);
    const reload = async (): Promise<void> => {
      try {
        const changed = await readFile(this.path, 'utf8');
        if (changed === current) return;
        await serve(changed);
        current = changed;
        this.logger.info({}, 'Serving the changed supergraph.');
      } catch (err) {
        this.logger.error(
          { err },
          'The changed supergraph cannot be used; serving the one before.',
        );
      }
    };
    let last = Promise.resolve();
    const listener = (): void => {
      last = last.then(reload);
    };
    watchFile(this.path, { interval: LOOK_EVERY_MS, persistent: false }, listener);
    this.#stop = () => unwatchFile(this.path, listener);
  }

  stop(): void {
    this.#stop();
  }
}
