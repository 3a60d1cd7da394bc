import fc from 'fast-check';
import { CostBudget } from './cost-budget';

describe('a budget of cost', () => {
  it('is spent and fills again within a minute', () => {
    const budget = new CostBudget(600);
    expect(budget.take('ada', 600, 0)).toBe(0);
    expect(budget.take('ada', 1, 0)).toBe(100);
    expect(budget.take('ada', 1, 99)).toBeGreaterThan(0);
    expect(budget.take('ada', 1, 200)).toBe(0);
  });

  it('is each taker’s own', () => {
    const budget = new CostBudget(10);
    budget.take('ada', 10, 0);
    expect(budget.take('bob', 10, 0)).toBe(0);
  });

  it('lets an operation that costs more than it holds overdraw a full one, paid back with time', () => {
    const budget = new CostBudget(60);
    expect(budget.take('ada', 180, 0)).toBe(0);
    expect(budget.take('ada', 1, 60_000)).toBe(61_000);
    expect(budget.take('ada', 1, 121_000)).toBe(0);
  });

  it('is missing what another process granted, even what it has not', () => {
    const budget = new CostBudget(60);
    budget.owe('ada', 50, 0);
    expect(budget.take('ada', 11, 0)).toBe(1_000);
    budget.owe('ada', 50, 0);
    expect(budget.take('ada', 1, 0)).toBe(41_000);
    expect(budget.take('ada', 1, 41_000)).toBe(0);
  });

  it('never fills while a clock goes back', () => {
    const budget = new CostBudget(60);
    budget.take('ada', 60, 60_000);
    expect(budget.take('ada', 1, 0)).toBeGreaterThan(0);
  });

  it('never grants more than a bucket and what flowed in since', () => {
    const steps = fc.array(
      fc.record({ wait: fc.nat({ max: 5_000 }), cost: fc.integer({ min: 1, max: 100 }) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const budget = new CostBudget(300);
        let now = 0;
        let granted = 0;
        for (const { wait, cost } of list) {
          now += wait;
          if (budget.take('ada', cost, now) === 0) granted += cost;
        }
        expect(granted).toBeLessThanOrEqual(300 + (now / 60_000) * 300 + 1e-6);
      }),
    );
  });

  it('stays bounded however many ask', () => {
    const budget = new CostBudget(10);
    budget.take('first', 10, 0);
    for (let n = 0; n < 20_000; n += 1) budget.take(`taker-${n}`, 1, 0);
    expect(budget.take('first', 1, 0)).toBe(0);
  });
});
