import DataLoader from 'dataloader';
import type { RequestContext } from './viewer';

/**
 * Loads many ids of one request in one batch. `read` answers what the request's viewer may see: an id
 * that is absent from its answer loads as null, so that absent and foreign look alike.
 */
export class RequestLoader<Value> {
  readonly #loaders = new WeakMap<RequestContext, DataLoader<string, Value | null>>();

  constructor(
    private readonly read: (
      context: RequestContext,
      ids: readonly string[],
    ) => Promise<ReadonlyMap<string, Value>>,
  ) {}

  /** Null also for what is no id: a reference that came over the wire may lack it. */
  load(context: RequestContext, id: unknown): Promise<Value | null> {
    if (typeof id !== 'string') return Promise.resolve(null);
    let loader = this.#loaders.get(context);
    if (!loader) {
      loader = new DataLoader(async (ids) => {
        const found = await this.read(context, ids);
        return ids.map((wanted) => found.get(wanted) ?? null);
      });
      this.#loaders.set(context, loader);
    }
    return loader.load(id);
  }
}
