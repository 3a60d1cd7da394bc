import fc from 'fast-check';
import { CostBudget } from './cost-budget';
import { SharedSpending } from './shared-spending';
import type { SpendingChannel, Spent } from './spending-channel';

const PER_MINUTE = 300;

/** Processes that tell each other without delay. */
class Neighbours {
  readonly #heard: ((spent: Spent) => void)[] = [];
  readonly told: Spent[] = [];

  channel(): SpendingChannel {
    let own: ((spent: Spent) => void) | undefined;
    return {
      tell: (spent) => {
        this.told.push(spent);
        for (const heard of this.#heard) if (heard !== own) heard(spent);
      },
      listen: (heard) => {
        own = heard;
        this.#heard.push(heard);
      },
      close: () => undefined,
    };
  }
}

function gateway(channel: SpendingChannel) {
  const budgets = { viewers: new CostBudget(PER_MINUTE), addresses: new CostBudget(PER_MINUTE) };
  const shared = new SharedSpending(channel, budgets);
  return {
    close: () => shared.close(),
    spend(kind: keyof Spent, taker: string, cost: number): boolean {
      const granted = budgets[kind].take(taker, cost, performance.now()) === 0;
      if (granted) shared.add(kind, taker, cost);
      return granted;
    },
  };
}

describe('spending that is shared', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts in every process soon after it was granted in one, for viewers and addresses apart', () => {
    const neighbours = new Neighbours();
    const [first, second] = [gateway(neighbours.channel()), gateway(neighbours.channel())];
    expect(first.spend('viewers', 'ada', PER_MINUTE)).toBe(true);
    jest.advanceTimersByTime(100);
    expect(second.spend('viewers', 'ada', 1)).toBe(false);
    expect(second.spend('addresses', 'ada', 1)).toBe(true);
    expect(second.spend('viewers', 'bob', 1)).toBe(true);
  });

  it('tells the sum of what each spent, once, and nothing while nothing is spent', () => {
    const neighbours = new Neighbours();
    const first = gateway(neighbours.channel());
    first.spend('viewers', 'ada', 10);
    first.spend('addresses', '192.0.2.1', 3);
    first.spend('viewers', 'ada', 20);
    jest.advanceTimersByTime(60_000);
    expect(neighbours.told).toEqual([{ viewers: [['ada', 30]], addresses: [['192.0.2.1', 3]] }]);
  });

  it('tells nothing after it was closed', () => {
    const neighbours = new Neighbours();
    const first = gateway(neighbours.channel());
    first.spend('viewers', 'ada', 10);
    first.close();
    jest.advanceTimersByTime(1_000);
    expect(neighbours.told).toEqual([]);
  });

  it('grants no more than one budget and what flowed in since, beyond what was not told yet', () => {
    const steps = fc.array(
      fc.record({
        wait: fc.nat({ max: 2_000 }),
        process: fc.nat({ max: 2 }),
        cost: fc.integer({ min: 1, max: 100 }),
      }),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const neighbours = new Neighbours();
        const gateways = [0, 1, 2].map(() => gateway(neighbours.channel()));
        const began = performance.now();
        const granted: { readonly by: number; readonly cost: number; readonly at: number }[] = [];
        for (const { wait, process, cost } of list) {
          jest.advanceTimersByTime(wait);
          const at = performance.now();
          if (!gateways[process]?.spend('viewers', 'ada', cost)) continue;
          granted.push({ by: process, cost, at });
          const known = granted.filter((one) => one.by === process || one.at <= at - 100);
          const sum = known.reduce((total, one) => total + one.cost, 0);
          const flowed = ((at - began) / 60_000) * PER_MINUTE;
          expect(sum).toBeLessThanOrEqual(PER_MINUTE + flowed + 1e-6);
        }
        for (const one of gateways) one.close();
      }),
    );
  });
});
