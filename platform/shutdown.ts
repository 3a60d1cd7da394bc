const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The wish of a person or the system that this process ends. */
export interface Shutdown {
  readonly signal: AbortSignal;
  /** Settles at the first wish. */
  readonly requested: Promise<void>;
}

/** Listens for it; a second wish means that the first one takes too long, and calls `insist`. */
export function listenForShutdown(insist: () => void): Shutdown {
  const controller = new AbortController();
  const requested = new Promise<void>((resolve) => {
    for (const name of SIGNALS) {
      process.on(name, () => {
        if (controller.signal.aborted) insist();
        controller.abort();
        resolve();
      });
    }
  });
  return { signal: controller.signal, requested };
}
