import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { divide, quotient, written } from '../../test/exact';
import { type Service, startService } from '../../test/service';
import { admin } from '../../test/testbed';

/**
 * Answers in one currency, each worked out here too: charge by charge, with whole numbers and rates that are
 * found by reading the file.
 */

const RATES = `Date,USD,JPY,GBP,
2026-06-05,1.3333,161.27,0.8611,
2026-06-03,1.2501,N/A,0.8599,
2026-05-29,1.2222,160.01,0.8587,
2026-05-04,1.0876,163.05,0.8581,
2026-04-30,1.0811,162.99,0.8577,
2026-03-02,1.1000,150.00,0.8000,
`;

const DAY_MS = 24 * 60 * 60 * 1000;
const CURRENCIES = ['USD', 'EUR', 'GBP', 'JPY'] as const;
const SERVICES = ['EC2', 'S3', 'RDS', 'Lambda'];

/** Charges of five weeks before and after a month's end, in four currencies; some without a cost. */
const CHARGES = Array.from({ length: 320 }, (_, n) => {
  const day = new Date(Date.UTC(2026, 4, 1) + ((n * 7) % 70) * DAY_MS).toISOString().slice(0, 10);
  const cost = n % 23 === 0 ? '' : written(BigInt((n % 41) - 5) * 1_234_567_890_123n + BigInt(n));
  return {
    BillingCurrency: CURRENCIES[n % 4] ?? '',
    BillingPeriodStart: `${day.slice(0, 7)}-01`,
    ChargePeriodStart: `${day}T${String(n % 24).padStart(2, '0')}:00:00Z`,
    ServiceName: SERVICES[(n >> 2) % SERVICES.length] ?? '',
    SkuId: `sku-${n % 3}`,
    ResourceId: `r-${n}`,
    EffectiveCost: cost,
    BilledCost: '1',
    ListCost: '3',
    ContractedCost: '2',
    PricingQuantity: String(1 + (n % 5)),
    Tags: n % 2 === 0 ? '{"team":"red"}' : '',
  };
}).filter(({ ChargePeriodStart: start }) => start < '2026-07');

type Charge = (typeof CHARGES)[number];

const RATE_UNIT = 10n ** 18n;
const PUBLISHED = RATES.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [date = '', usd = '', jpy = '', gbp = ''] = line.split(',');
    return { date, quotes: { USD: usd, JPY: jpy, GBP: gbp, EUR: '1' } as Record<string, string> };
  });

const micro = (text: string): bigint => BigInt(Math.round(Number(text) * 10_000));

/** Units of 1e-18, and the day it is of. */
function rateOf(from: string, to: string, day: string) {
  const found = PUBLISHED.find(
    ({ date, quotes }) => date <= day && quotes[from] !== 'N/A' && quotes[to] !== 'N/A',
  );
  if (!found) throw new Error(`No rate from ${from} to ${to} on ${day}.`);
  const [value = '', price = ''] = [found.quotes[from], found.quotes[to]];
  const rate = from === to ? RATE_UNIT : divide(micro(price) * RATE_UNIT, micro(value));
  return { rate, date: found.date };
}

/** The sum of converted amounts in units of 1e-30. */
function exactSum(charges: readonly Charge[], to: string, column: keyof Charge = 'EffectiveCost') {
  const known = charges.filter((charge) => charge[column] !== '');
  return known.reduce((sum, charge) => {
    const [whole = '', fraction = ''] = charge[column].replace('-', '').split('.');
    const size = BigInt(whole + fraction.padEnd(12, '0'));
    const amount = charge[column].startsWith('-') ? -size : size;
    const { rate } = rateOf(charge.BillingCurrency, to, charge.ChargePeriodStart.slice(0, 10));
    return sum + amount * rate;
  }, 0n);
}

const shown = (exact: bigint): string => written(divide(exact, RATE_UNIT));
const inDays = (from: string, to: string) =>
  CHARGES.filter(({ ChargePeriodStart: start }) => start >= from && start < to);

const PERIOD = { from: '2026-05-04', to: '2026-06-07' };
const WITHIN = inDays(PERIOD.from, PERIOD.to);

const COSTS = `query ($input: CostsInput!) { costs(input: $input) {
  rows { bucket currency other charges keys { value } cost { amount currency } previous { amount } change { amount } changeRatio
    metrics { metric value currency } }
  totals { amount currency } metricTotals { currency metrics { value } } pageInfo { endCursor hasNextPage }
  conversion { currency source maxAgeDays pairs { from to via firstRateDate lastRateDate rates { date rateDate rate } } } } }`;
const KPIS = `query ($input: KpisInput!) { kpis(input: $input) {
  conversion { currency } rows { currency charges values { kpi value numerator { value } denominator { value } inputs { name value } } } } }`;
const DRIVERS = `query ($input: CostDriversInput!) { costDrivers(input: $input) {
  conversion { currency } changes { currency previous current change
    dimensions { dimension drivers { value previous current change usageEffect priceEffect otherEffect } } } } }`;

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
    service = await startService();
    await service.ready();
    await bringIn(service, csvBill(...CHARGES));
    await importRates(RATES);
  });
  afterAll(() => service.stop());

  async function importRates(csv: string, query = ''): Promise<void> {
    const response = await fetch(`${service.url}/exchange-rates${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...service.bearer(admin) },
      body: csv,
    });
    expect(response.status).toBe(200);
  }

  async function ask<Answer>(query: string, input: object): Promise<Answer> {
    const { data, errors } = await service.ask(admin, query, {
      input: { period: PERIOD, currency: 'EUR', rates: { maxAgeDays: 31 }, ...input },
    });
    if (errors) throw Object.assign(new Error(errors[0]?.message), errors[0]?.extensions);
    return Object.values(data ?? {})[0] as Answer;
  }
  const costs = (input: object) => ask<Costs>(COSTS, input);

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

  it('are the same in KPIs', async () => {
    const { rows } = await ask<{ rows: { values: object[] }[] }>(KPIS, {
      kpis: ['ESR_LIST', 'NEGOTIATED_SAVING', 'TAG_COVERAGE'],
      tagKey: 'team',
    });
    const [list, contracted, effective] = (
      ['ListCost', 'ContractedCost', 'EffectiveCost'] as const
    ).map((column) => exactSum(WITHIN, 'EUR', column)) as [bigint, bigint, bigint];
    const positive = WITHIN.filter(
      ({ EffectiveCost: cost }) => cost !== '' && !cost.startsWith('-'),
    );
    const tagged = positive.filter(({ Tags: tags }) => tags !== '');
    expect(rows).toMatchObject([
      {
        currency: 'EUR',
        charges: WITHIN.length,
        values: [
          {
            value: quotient(list - effective, list, 1n),
            numerator: { value: shown(list - effective) },
            denominator: { value: shown(list) },
          },
          { value: shown(list - contracted) },
          { value: quotient(exactSum(tagged, 'EUR'), exactSum(positive, 'EUR'), 1n) },
        ],
      },
    ]);
  });

  it('are explained by drivers, with the change of rates in it', async () => {
    const [before, now] = [inDays('2026-05-04', '2026-05-21'), inDays('2026-05-21', '2026-06-07')];
    const { changes } = await ask<{
      changes: { change: string; dimensions: { drivers: Record<string, string>[] }[] }[];
    }>(DRIVERS, {
      period: { from: '2026-05-21', to: '2026-06-07' },
      dimensions: [{ dimension: 'SERVICE_NAME' }],
    });
    const [current, previous] = [exactSum(now, 'EUR'), exactSum(before, 'EUR')];
    expect(changes).toMatchObject([
      {
        currency: 'EUR',
        current: shown(current),
        previous: shown(previous),
        change: shown(current - previous),
      },
    ]);
    const drivers = changes[0]?.dimensions[0]?.drivers ?? [];
    expect(drivers).toHaveLength(SERVICES.length);
    for (const { value, current: amount } of drivers) {
      expect(amount).toBe(
        shown(
          exactSum(
            now.filter((c) => c.ServiceName === value),
            'EUR',
          ),
        ),
      );
    }
  });

  it('leave as a file', async () => {
    const response = await fetch(`${service.url}/exports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...service.bearer(admin) },
      body: JSON.stringify({
        of: 'costs',
        format: 'csv',
        input: { period: PERIOD, currency: 'EUR', rates: { maxAgeDays: 31 } },
      }),
    });
    expect((await response.text()).split(/\r?\n/).slice(0, 2)).toEqual([
      'currency,cost,charges',
      `EUR,${shown(exactSum(WITHIN, 'EUR'))},${WITHIN.length}`,
    ]);
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
    await importRates(`Date,USD,GBP\n${lines.join('\n')}`, '?source=Daily');
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
