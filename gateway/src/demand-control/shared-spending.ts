import type { CostBudget } from './cost-budget';
import type { SpendingChannel, Spent } from './spending-channel';

/** What is spent within this time is told at once. */
const TELL_AFTER_MS = 100;

/**
 * Makes the budgets of several processes one: what is taken from one is soon missing in all. Until it is told, each
 * may grant what another has granted already; that is owed, and paid back with time.
 */
export class SharedSpending {
  #viewers = new Map<string, number>();
  #addresses = new Map<string, number>();
  #telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly channel: SpendingChannel,
    budgets: { readonly viewers: CostBudget; readonly addresses: CostBudget },
  ) {
    channel.listen(({ viewers, addresses }) => {
      const now = performance.now();
      for (const [taker, cost] of viewers) budgets.viewers.owe(taker, cost, now);
      for (const [taker, cost] of addresses) budgets.addresses.owe(taker, cost, now);
    });
  }

  /** To be told to the others. */
  add(kind: keyof Spent, taker: string, cost: number): void {
    const spent = kind === 'viewers' ? this.#viewers : this.#addresses;
    spent.set(taker, (spent.get(taker) ?? 0) + cost);
    this.#telling ??= setTimeout(() => this.#tell(), TELL_AFTER_MS).unref();
  }

  close(): void {
    clearTimeout(this.#telling);
    this.channel.close();
  }

  #tell(): void {
    this.#telling = undefined;
    this.channel.tell({ viewers: [...this.#viewers], addresses: [...this.#addresses] });
    this.#viewers = new Map();
    this.#addresses = new Map();
  }
}
