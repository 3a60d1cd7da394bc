import { RetryBudget } from './retry-budget';

describe('a retry budget', () => {
  it('begins with a few and then allows a tenth of the calls', () => {
    const budget = new RetryBudget();
    let retries = 0;
    for (let n = 0; n < 1_000; n += 1) {
      budget.deposit();
      if (budget.withdraw()) retries += 1;
    }
    expect(retries).toBeGreaterThanOrEqual(100);
    expect(retries).toBeLessThanOrEqual(110);
  });

  it('does not save up without end', () => {
    const budget = new RetryBudget();
    for (let n = 0; n < 10_000; n += 1) budget.deposit();
    let retries = 0;
    while (budget.withdraw()) retries += 1;
    expect(retries).toBe(10);
  });
});
