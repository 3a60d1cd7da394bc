import {
  askConverted,
  exactSum,
  inDays,
  PERIOD,
  SERVICES,
  serviceWithRates,
  shown,
  WITHIN,
} from '../../test/converted-bill';
import { quotient } from '../../test/exact';
import type { Service } from '../../test/service';
import { admin } from '../../test/testbed';

const KPIS = `query ($input: KpisInput!) { kpis(input: $input) {
  conversion { currency } rows { currency charges values { kpi value numerator { value } denominator { value } inputs { name value } } } } }`;
const DRIVERS = `query ($input: CostDriversInput!) { costDrivers(input: $input) {
  conversion { currency } changes { currency previous current change
    dimensions { dimension drivers { value previous current change usageEffect priceEffect otherEffect } } } } }`;

describe('other answers in one currency', () => {
  let service: Service;

  beforeAll(async () => {
    service = await serviceWithRates();
  });
  afterAll(() => service.stop());

  it('are the same in KPIs', async () => {
    const { rows } = await askConverted<{ rows: { values: object[] }[] }>(service, KPIS, {
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
    const { changes } = await askConverted<{
      changes: { change: string; dimensions: { drivers: Record<string, string>[] }[] }[];
    }>(service, DRIVERS, {
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
});
