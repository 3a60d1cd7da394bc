import { type Rule, THROTTLES } from './throttle-rules';

const rules = Object.entries<readonly Rule[]>(THROTTLES).flatMap(([action, list]) =>
  list.map((rule): [string, Rule] => [`${action} per ${rule.per}`, rule]),
);

describe('the throttles', () => {
  it.each(rules)('lets %s try again within 15 minutes', (_, { tries, seconds }) => {
    expect(seconds / tries).toBeLessThanOrEqual(900);
  });

  it('stops guessing at 20 failures at most, and at 100 a day', () => {
    const perAccount = THROTTLES.login.filter(({ per }) => per !== 'source');
    for (const per of ['account', 'account-and-source']) {
      const tries = perAccount.filter((rule) => rule.per === per).map((rule) => rule.tries);
      expect(Math.min(...tries)).toBeLessThanOrEqual(20);
      expect(Math.max(...tries)).toBeLessThanOrEqual(100);
    }
  });
});
