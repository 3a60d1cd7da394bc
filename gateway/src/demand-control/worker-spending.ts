import cluster, { type Worker } from 'node:cluster';
import type { SpendingChannel, Spent } from './spending-channel';

const TOLD = 'gateway:spent';

interface Told {
  readonly type: typeof TOLD;
  readonly spent: Spent;
}

const isTold = (message: unknown): message is Told =>
  (message as Partial<Told> | null)?.type === TOLD;

/** In the supervisor: passes what one worker spent on to the others. */
export function passSpendingOn(): void {
  cluster.on('message', (from: Worker, message: unknown) => {
    if (!isTold(message)) return;
    for (const worker of Object.values(cluster.workers ?? {})) {
      if (worker && worker !== from && worker.isConnected()) worker.send(message);
    }
  });
}

/** Between the workers of one gateway, by way of their supervisor. */
export class WorkerSpending implements SpendingChannel {
  #heard: (message: unknown) => void = () => undefined;

  tell(spent: Spent): void {
    if (process.connected) process.send?.({ type: TOLD, spent } satisfies Told);
  }

  listen(heard: (spent: Spent) => void): void {
    this.#heard = (message) => {
      if (isTold(message)) heard(message.spent);
    };
    process.on('message', this.#heard);
  }

  close(): void {
    process.off('message', this.#heard);
  }
}
