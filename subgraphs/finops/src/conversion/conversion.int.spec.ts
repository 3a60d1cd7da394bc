import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import {
  askConverted,
  DAY_MS,
  exactSum,
  importRates,
  inDays,
  RATE_UNIT,
  rateOf,
  SERVICES,
  serviceWithRates,
  shown,
  WITHIN,
} from '../../test/converted-bill';
import { divide, quotient, written } from '../../test/exact';
import type { Service } from '../../test/service';

const COSTS = `query ($input: CostsInput!) { costs(input: $input) {
  rows { bucket currency other charges keys { value } cost { amount currency } previous { amount } change { amount } changeRatio
    metrics { metric value currency } }
  totals { amount currency } metricTotals { currency metrics { value } } pageInfo { endCursor hasNextPage }
  conversion { currency source maxAgeDays pairs { from to via firstRateDate lastRateDate rates { date rateDate rate } } } } }`;

interface Costs {
  readonly rows: {
    bucket: string;
    currency: string;
    other: boolean;
    charges: number;
    keys: { value: string }[];
    cost: { amount: string; currency: string } | null;
    previous: { amount: string } | null;
    change: { amount: string } | null;
    metrics: { metric: string; value: string; currency: string }[];
  }[];
  readonly totals: { amount: string; currency: string }[];
  readonly metricTotals: unknown[];
  readonly pageInfo: { endCursor: string; hasNextPage: boolean };
  readonly conversion: {
    pairs: {
      from: string;
      via: string | null;
      firstRateDate: string;
      lastRateDate: string;
      rates: { date: string; rateDate: string; rate: string }[];
    }[];
  };
}
describe('costs in one currency', () => {
  let service: Service;

  beforeAll(async () => {
    service = await serviceWithRates();
  });
  afterAll(() => service.stop());

  const costs = (input: object) => askConverted<Costs>(service, COSTS, input);

  it.each(['EUR', 'USD', 'JPY'])('add up over all charges, in %s', async (currency) => {
    const { rows, totals } = await costs({ currency });
    expect(rows).toMatchObject([
      {
        currency,
        charges: WITHIN.length,
        cost: { amount: shown(exactSum(WITHIN, currency)), currency },
      },
    ]);
    expect(totals).toEqual([{ amount: shown(exactSum(WITHIN, currency)), currency }]);
  });

  it('have the rate of each charge’s own day in groups and buckets', async () => {
    const { rows } = await costs({ groupBy: [{ dimension: 'SERVICE_NAME' }], granularity: 'WEEK' });
    expect(rows.reduce((sum, { charges }) => sum + charges, 0)).toBe(WITHIN.length);
    for (const { bucket, keys, cost, charges } of rows) {
      const end = new Date(Date.parse(bucket) + 7 * DAY_MS).toISOString().slice(0, 10);
      const own = WITHIN.filter(
        ({ ServiceName: name, ChargePeriodStart: start }) =>
          name === keys[0]?.value && start >= bucket && start < end,
      );
      expect(own).toHaveLength(charges);
      expect(cost?.amount).toBe(shown(exactSum(own, 'EUR')));
    }
  });

  it('compare periods, each at its own rates, and say the unrounded change', async () => {
    const [before, now] = [inDays('2026-05-04', '2026-05-21'), inDays('2026-05-21', '2026-06-07')];
    const { rows } = await costs({
      period: { from: '2026-05-21', to: '2026-06-07' },
      compareWith: 'PREVIOUS_PERIOD',
      metrics: ['LIST_COST', 'NEGOTIATED_SAVINGS', 'CHARGES', 'RESOURCES'],
    });
    const [current, previous] = [exactSum(now, 'EUR'), exactSum(before, 'EUR')];
    const list = exactSum(now, 'EUR', 'ListCost');
    expect(rows).toMatchObject([
      {
        cost: { amount: shown(current) },
        previous: { amount: shown(previous) },
        change: { amount: shown(current - previous) },
        changeRatio: quotient(current - previous, previous, 1n),
        metrics: [
          { value: shown(list), currency: 'EUR' },
          { value: shown(list - exactSum(now, 'EUR', 'ContractedCost')), currency: 'EUR' },
          { value: String(now.length), currency: null },
          { value: String(now.length), currency: null },
        ],
      },
    ]);
  });

  it.each([
    ['in place', []],
    ['by looking charges up', ['RESOURCES']],
  ])('keep a top of all currencies together, ranked %s', async (_how, metrics) => {
    const { rows } = await costs({ groupBy: [{ dimension: 'SERVICE_NAME' }], top: 2, metrics });
    const sums = SERVICES.map((name) => ({
      name,
      sum: exactSum(
        WITHIN.filter((charge) => charge.ServiceName === name),
        'EUR',
      ),
    })).sort((a, b) => (a.sum > b.sum ? -1 : 1));
    const found = new Map(rows.map(({ keys, cost }) => [keys[0]?.value ?? null, cost?.amount]));
    expect(found.size).toBe(3);
    for (const { name, sum } of sums.slice(0, 2)) expect(found.get(name)).toBe(shown(sum));
    expect(found.get(null as never)).toBe(
      shown(sums.slice(2).reduce((all, { sum }) => all + sum, 0n)),
    );
  });

  it('come page by page in the order of what they are converted to', async () => {
    const whole = await costs({ groupBy: [{ dimension: 'RESOURCE_ID' }] });
    const seen: Costs['rows'] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: Costs = await costs({
        groupBy: [{ dimension: 'RESOURCE_ID' }],
        first: 50,
        after,
      });
      seen.push(...page.rows);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
      expect(page.totals).toEqual(whole.totals);
    }
    expect(seen).toEqual(whole.rows);
    const amounts = seen.flatMap(({ cost }) => (cost ? [Number(cost.amount)] : []));
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  });

  it('are ordered by their change, page by page', async () => {
    const input = {
      period: { from: '2026-05-21', to: '2026-06-07' },
      compareWith: 'PREVIOUS_PERIOD',
      groupBy: [{ dimension: 'SERVICE_NAME' }],
      orderBy: [{ by: 'CHANGE', direction: 'ASC' }, { by: 'CHANGE_RATIO' }],
    };
    const { rows } = await costs(input);
    const first = await costs({ ...input, first: 1 });
    const rest = await costs({ ...input, first: 10, after: first.pageInfo.endCursor });
    expect([...first.rows, ...rest.rows]).toEqual(rows);
    const changes = rows.map(({ change }) => Number(change?.amount));
    expect(changes).toHaveLength(SERVICES.length);
    expect(changes).toEqual([...changes].sort((a, b) => a - b));
  });

  it('are running sums, and leave out what the filter does, by what was billed', async () => {
    const filter = [{ dimension: 'BILLING_CURRENCY', operator: 'NOT_IN', values: ['GBP'] }];
    const { rows } = await costs({ filter, granularity: 'MONTH', cumulative: true });
    const own = WITHIN.filter((charge) => charge.BillingCurrency !== 'GBP');
    expect(rows.at(-1)?.cost?.amount).toBe(shown(exactSum(own, 'EUR')));
  });

  it('say the rates that they were converted with', async () => {
    const { conversion } = await costs({});
    expect(conversion).toMatchObject({ currency: 'EUR', source: 'ECB', maxAgeDays: 31 });
    expect(conversion.pairs.map(({ from }) => from)).toEqual(['GBP', 'JPY', 'USD']);
    for (const { from, via, rates, firstRateDate, lastRateDate } of conversion.pairs) {
      const own = WITHIN.filter((charge) => charge.BillingCurrency === from);
      const days = [...new Set(own.map((charge) => charge.ChargePeriodStart.slice(0, 10)))].sort();
      expect(rates).toEqual(
        days.map((date) => {
          const { rate, date: rateDate } = rateOf(from, 'EUR', date);
          return { date, rateDate, rate: written(rate, 18) };
        }),
      );
      expect([via, firstRateDate, lastRateDate]).toEqual([
        null,
        rates[0]?.rateDate,
        rates.at(-1)?.rateDate,
      ]);
    }
    const yen = await costs({ currency: 'JPY' });
    expect(yen.conversion.pairs.map(({ from, via }) => [from, via])).toEqual([
      ['EUR', null],
      ['GBP', 'EUR'],
      ['USD', 'EUR'],
    ]);
  });

  it('are refused, naming the pair and the day, where a rate is missing', async () => {
    await expect(costs({ rates: { maxAgeDays: 1 } })).rejects.toMatchObject({
      code: 'EXCHANGE_RATE_MISSING',
      source: 'ECB',
      to: 'EUR',
      from: expect.stringMatching(/^(GBP|JPY|USD)$/),
      date: expect.stringMatching(/^2026-05-/),
    });
    await expect(costs({ currency: 'CHF' })).rejects.toMatchObject({
      code: 'EXCHANGE_RATE_MISSING',
      to: 'CHF',
    });
    await expect(costs({ rates: { source: 'Nobody' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    // Nothing to convert, nothing to miss.
    const none = await costs({ period: { from: '2020-01-01', to: '2020-02-01' }, currency: 'CHF' });
    expect(none).toMatchObject({ rows: [], totals: [], conversion: { pairs: [] } });
  });

  it('take four thousand rates, and no more', async () => {
    const dayOf = (n: number) =>
      new Date(Date.UTC(2010, 0, 1) + n * DAY_MS).toISOString().slice(0, 10);
    const days = Array.from({ length: 4_001 }, (_, n) => ({
      date: dayOf(n),
      usd: written(10_000_000n + BigInt(n), 7),
      gbp: written(8_000_001n + 3n * BigInt(n), 7),
    }));
    const lines = days.map(({ date, usd, gbp }) => `${date},${usd},${gbp}`);
    await importRates(service, `Date,USD,GBP\n${lines.join('\n')}`, '?source=Daily');
    const charges = days.map(({ date }) => ({
      BillingPeriodStart: '2010-01-01',
      ChargePeriodStart: date,
      EffectiveCost: '1',
    }));
    await bringIn(service, csvBill(...charges));
    // As long as a statement gets: both periods, each read twice.
    const input = {
      currency: 'GBP',
      rates: { source: 'Daily' },
      compareWith: 'PREVIOUS_YEAR',
      groupBy: [{ dimension: 'SERVICE_NAME' }],
      metrics: ['RESOURCES'],
      top: 1,
    };
    const { rows } = await costs({ ...input, period: { from: dayOf(0), to: dayOf(4_000) } });
    const rates = days.slice(0, 4_000).map((_, n) => {
      const [usd, gbp] = [10_000_000n + BigInt(n), 8_000_001n + 3n * BigInt(n)];
      return divide(gbp * RATE_UNIT, usd);
    });
    const sum = rates.reduce((all, rate) => all + rate, 0n);
    expect(rows).toMatchObject([
      { charges: 4_000, cost: { amount: written(divide(sum, 1_000_000n)), currency: 'GBP' } },
    ]);
    await expect(
      costs({ ...input, period: { from: dayOf(0), to: dayOf(4_001) } }),
    ).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE', limit: 4_000 });
  });
});
