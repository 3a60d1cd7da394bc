import {
  cell,
  dayOf,
  decimal,
  Exact,
  groupRows,
  type Row,
  readRows,
  sum,
  type WrittenBill,
  writeBill,
} from '../test/read-bill';
import type { AnomalyTruth, Costs, MonthTotal, WasteTruth } from './truth';

let bill: WrittenBill;
let rows: Row[];

// Thirteen months: a whole term of every commitment, and every anomaly.
beforeAll(async () => {
  bill = await writeBill({ seed: 7, until: '2026-10' });
  rows = bill.files.flatMap(readRows);
}, 60_000);

afterAll(() => bill.dispose());

const costsOf = (group: readonly Row[]): Costs => ({
  rows: group.length,
  listCost: sum(group, 'ListCost'),
  contractedCost: sum(group, 'ContractedCost'),
  effectiveCost: sum(group, 'EffectiveCost'),
  billedCost: sum(group, 'BilledCost'),
});

function totalsBy(column: 'BillingPeriodStart' | 'ChargePeriodStart'): Map<string, Costs> {
  const groups = groupRows(rows, (row) =>
    [cell(row, column).slice(0, 7), row.ProviderName, row.BillingCurrency].join('|'),
  );
  return new Map([...groups].map(([key, group]) => [key, costsOf(group)]));
}

const keyed = (totals: readonly MonthTotal[]): Map<string, Costs> =>
  new Map(
    totals.map(({ month, provider, currency, ...costs }) => [
      [month, provider, currency].join('|'),
      costs,
    ]),
  );

describe('the truth about totals', () => {
  it('equals the sums of the files by billing month, to the last digit', () => {
    expect(keyed(bill.truth.totals)).toEqual(totalsBy('BillingPeriodStart'));
    expect(bill.truth.totals.length).toBe(13 * 5);
  });

  it('equals the sums of the files by charge month', () => {
    expect(keyed(bill.truth.chargeTotals)).toEqual(totalsBy('ChargePeriodStart'));
    expect(bill.truth.chargeTotals).not.toEqual(bill.truth.totals);
  });

  it('equals the sums of the files by service', () => {
    const groups = groupRows(rows, (row) =>
      [row.ProviderName, row.ServiceName, row.BillingCurrency].join('|'),
    );
    const truth = bill.truth.services.map(({ provider, service, currency, ...costs }) => [
      [provider, service, currency].join('|'),
      costs,
    ]);
    expect(Object.fromEntries(truth)).toEqual(
      Object.fromEntries([...groups].map(([key, group]) => [key, costsOf(group)])),
    );
  });

  it('says what the tags say about the owner', () => {
    const usage = rows.filter(
      (row) =>
        row.ChargeCategory === 'Usage' &&
        row.ChargeClass === null &&
        row.CommitmentDiscountStatus !== 'Unused',
    );
    const ownership = ({ Tags }: Row): string => {
      const tags = JSON.parse(Tags ?? '{}') as Record<string, string>;
      if (Object.keys(tags).length === 0) return 'untagged';
      if (tags.team?.trim()) return 'tagged';
      return tags.Team ? 'otherSpelling' : 'noOwner';
    };
    for (const { currency, ...truth } of bill.truth.tags) {
      const own = usage.filter((row) => row.BillingCurrency === currency);
      const costs = Object.keys(truth).map((kind) => [
        kind,
        sum(
          own.filter((row) => ownership(row) === kind),
          'EffectiveCost',
        ),
      ]);
      expect(truth).toEqual(Object.fromEntries(costs));
      expect(new Exact(truth.untagged).gt(0)).toBe(true);
    }
  });
});

describe('the truth about commitments', () => {
  it('has the four kinds', () => {
    expect(bill.truth.commitments.map(({ category, payment }) => `${category} ${payment}`)).toEqual(
      ['Usage upfront', 'Spend daily', 'Usage monthly', 'Usage monthly'],
    );
  });

  it('is in the rows: used and unused amortise exactly what was purchased', () => {
    for (const truth of bill.truth.commitments) {
      const own = rows.filter((row) => row.CommitmentDiscountId === truth.id);
      const purchases = own.filter((row) => row.ChargeCategory === 'Purchase');
      const used = own.filter((row) => row.CommitmentDiscountStatus === 'Used');
      const unused = own.filter((row) => row.CommitmentDiscountStatus === 'Unused');
      expect(own.length).toBe(purchases.length + used.length + unused.length);
      expect(sum(purchases, 'BilledCost')).toBe(truth.purchasedCost);
      expect(sum(purchases, 'EffectiveCost')).toBe('0');
      expect(sum(used, 'EffectiveCost')).toBe(truth.usedCost);
      expect(sum(unused, 'EffectiveCost')).toBe(truth.unusedCost);
      expect(sum([...used, ...unused], 'BilledCost')).toBe('0');
      expect(sum([...used, ...unused], 'EffectiveCost')).toBe(truth.purchasedCost);
      expect(truth.remainingCost).toBe('0');
      const utilisation = new Exact(truth.usedCost).div(truth.purchasedCost);
      expect(utilisation.toDecimalPlaces(6, Exact.ROUND_DOWN).toFixed()).toBe(truth.utilisation);
    }
  });

  it('is bought once for the term, each day, or each month', () => {
    const counts = bill.truth.commitments.map(({ id }) => {
      const own = rows.filter((row) => row.CommitmentDiscountId === id);
      const purchases = own.filter((row) => row.ChargeCategory === 'Purchase');
      return [purchases.length, ...new Set(purchases.map((row) => row.ChargeFrequency))];
    });
    expect(counts).toEqual([
      [1, 'One-Time'],
      [365, 'Recurring'],
      [12, 'Recurring'],
      [12, 'Recurring'],
    ]);
  });

  it('counts the committed quantity in hours or in money', () => {
    for (const { id, category } of bill.truth.commitments) {
      const own = rows.filter((row) => row.CommitmentDiscountId === id);
      const charges = own.filter((row) => row.ChargeCategory === 'Usage');
      const purchases = own.filter((row) => row.ChargeCategory === 'Purchase');
      expect(sum(charges, 'CommitmentDiscountQuantity')).toBe(
        sum(purchases, 'CommitmentDiscountQuantity'),
      );
      if (category === 'Spend') {
        expect(sum(purchases, 'CommitmentDiscountQuantity')).toBe(sum(purchases, 'BilledCost'));
      }
    }
  });

  it('has one that is badly used', () => {
    const utilisations = bill.truth.commitments.map(({ utilisation }) => Number(utilisation));
    expect(Math.min(...utilisations)).toBeLessThan(0.8);
    expect(Math.max(...utilisations)).toBeGreaterThan(0.95);
  });

  it('is still open when the bill is shorter than the term', async () => {
    const short = await writeBill({ months: 2, until: '2026-10' });
    const [upfront, ...recurring] = short.truth.commitments;
    const amortised = new Exact(upfront?.usedCost ?? 0).plus(upfront?.unusedCost ?? 0);
    expect(amortised.plus(upfront?.remainingCost ?? 0).toFixed()).toBe(upfront?.purchasedCost);
    expect(Number(upfront?.remainingCost)).toBeGreaterThan(Number(upfront?.usedCost));
    expect(recurring.map(({ remainingCost }) => remainingCost)).toEqual(['0', '0', '0']);
    short.dispose();
  });
});

/** Cost of each day of what an anomaly touches. */
function dailyCosts({ filter }: AnomalyTruth): Map<string, number> {
  const touched = rows.filter(
    (row) =>
      row.ProviderName === filter.providerName &&
      row.SubAccountId === filter.subAccountId &&
      row.ServiceName === filter.serviceName,
  );
  const days = groupRows(touched, dayOf);
  return new Map([...days].map(([day, group]) => [day, Number(sum(group, 'EffectiveCost'))]));
}

const daysFrom = (date: string, offset: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(date) + (offset + index) * 86_400_000).toISOString().slice(0, 10),
  );

const planted = (id: string): AnomalyTruth => {
  const found = bill.truth.anomalies.find((anomaly) => anomaly.id === id);
  if (!found) throw new Error(`no anomaly ${id}`);
  return found;
};

describe('the truth about anomalies', () => {
  it('has one of every kind, with a day for each of its days', () => {
    expect(bill.truth.anomalies.map(({ kind }) => kind).sort()).toEqual([
      'burst',
      'drop',
      'leak',
      'new-service',
      'spike',
      'step',
    ]);
    for (const { from, to, days } of bill.truth.anomalies) {
      const length = (Date.parse(to) - Date.parse(from)) / 86_400_000;
      expect(days.map(({ date }) => date)).toEqual(daysFrom(from, 0, length));
    }
  });

  it('is in the rows: without its extra cost each day is like the days around it', () => {
    for (const anomaly of bill.truth.anomalies.filter(({ kind }) => kind !== 'new-service')) {
      const costs = dailyCosts(anomaly);
      const before = daysFrom(anomaly.from, -28, 28).map((day) => costs.get(day) ?? 0);
      for (const { date, extraCost } of anomaly.days) {
        const ordinary = (costs.get(date) ?? 0) - Number(extraCost);
        expect(ordinary).toBeGreaterThan(Math.min(...before) * 0.6);
        expect(ordinary).toBeLessThan(Math.max(...before) * 1.6);
      }
    }
  });

  it.each([
    ['etl-spike', 3],
    ['token-burst', 2],
  ])('shows %s as days far above the four weeks before', (id, times) => {
    const anomaly = planted(id);
    const costs = dailyCosts(anomaly);
    const before = daysFrom(anomaly.from, -28, 28).map((day) => costs.get(day) ?? 0);
    for (const { date } of anomaly.days) {
      expect(costs.get(date)).toBeGreaterThan(times * Math.max(...before));
    }
    const after = daysFrom(anomaly.to, 0, 5).map((day) => costs.get(day) ?? 0);
    expect(Math.max(...after)).toBeLessThan(1.5 * Math.max(...before));
  });

  it('shows the drop as days far below', () => {
    const anomaly = planted('cdn-outage');
    const costs = dailyCosts(anomaly);
    const before = daysFrom(anomaly.from, -28, 28).map((day) => costs.get(day) ?? 0);
    for (const { date, extraCost } of anomaly.days) {
      expect(costs.get(date)).toBeLessThan(0.3 * Math.min(...before));
      expect(Number(extraCost)).toBeLessThan(0);
    }
  });

  it('shows the step and the leak as whole weeks', () => {
    const week = (anomaly: AnomalyTruth, date: string, offset: number): number => {
      const costs = dailyCosts(anomaly);
      return daysFrom(date, offset, 7).reduce((total, day) => total + (costs.get(day) ?? 0), 0);
    };
    const step = planted('egress-step');
    expect(week(step, step.from, 0)).toBeGreaterThan(2 * week(step, step.from, -7));
    expect(week(step, step.to, -7)).toBeGreaterThan(2 * week(step, step.from, -7));
    const leak = planted('log-leak');
    expect(week(leak, leak.from, 0)).toBeLessThan(1.6 * week(leak, leak.from, -7));
    expect(week(leak, leak.to, -7)).toBeGreaterThan(2.5 * week(leak, leak.from, -7));
    expect(week(leak, leak.to, 0)).toBeLessThan(1.6 * week(leak, leak.from, -7));
  });

  it('counts all of a new service as extra, and nothing is there before', () => {
    const anomaly = planted('new-training-service');
    const touched = rows.filter((row) => row.ServiceName === anomaly.filter.serviceName);
    const days = groupRows(touched, dayOf);
    expect([...days.keys()].sort()).toEqual(anomaly.days.map(({ date }) => date));
    for (const { date, extraCost } of anomaly.days) {
      expect(sum(days.get(date) ?? [], 'EffectiveCost')).toBe(extraCost);
    }
  });

  it('names only the anomalies that have ordinary days before them', async () => {
    const short = await writeBill({ months: 1, until: '2026-10' });
    expect(short.truth.anomalies.map(({ id }) => id)).toEqual(['etl-spike']);
    expect(short.truth.services.map(({ service }) => service)).not.toContain('Vertex AI');
    short.dispose();
  });
});

describe('the truth about waste', () => {
  const wasteOf = (kind: WasteTruth['kind']): WasteTruth[] =>
    bill.truth.waste.filter((waste) => waste.kind === kind);
  const rowsOf = ({ resourceIds }: WasteTruth): Row[] =>
    rows.filter((row) => row.ResourceId !== null && resourceIds.includes(row.ResourceId ?? ''));
  const byMonth = (group: readonly Row[]): Record<string, string> =>
    Object.fromEntries(
      [...groupRows(group, (row) => dayOf(row).slice(0, 7))].map(([month, own]) => [
        month,
        sum(own, 'EffectiveCost'),
      ]),
    );

  it('is in the rows, month by month', () => {
    const whole = bill.truth.waste.filter(
      ({ kind }) => !['unattached-volume', 'unused-commitment', 'untagged-spend'].includes(kind),
    );
    expect(whole.length).toBe(9);
    for (const waste of whole) expect(byMonth(rowsOf(waste))).toEqual(waste.monthlyCost);
    for (const waste of wasteOf('unused-commitment')) {
      const unused = rowsOf(waste).filter((row) => row.CommitmentDiscountStatus === 'Unused');
      expect(byMonth(unused)).toEqual(waste.monthlyCost);
    }
    expect(wasteOf('unused-commitment').length).toBeGreaterThan(1);
  });

  it('has idle gateways and balancers that are paid by the hour and process nothing', () => {
    for (const waste of [...wasteOf('idle-nat-gateway'), ...wasteOf('idle-load-balancer')]) {
      const units = new Set(rowsOf(waste).map((row) => row.PricingUnit));
      expect(units).toEqual(new Set(['Hours']));
    }
    const meters = new Set(rows.map((row) => row.SkuMeter));
    expect(meters).toContain('NatGateway-Bytes');
    expect(meters).toContain('LCUUsage');
  });

  it('has volumes that cost on after the middle of the bill, and counts them from then', () => {
    const volumes = wasteOf('unattached-volume');
    expect(volumes.map(({ resourceIds }) => resourceIds.length)).toEqual([3, 2]);
    for (const waste of volumes) {
      const months = byMonth(rowsOf(waste));
      expect(Object.keys(months).length).toBe(13);
      const [first, ...later] = Object.keys(waste.monthlyCost).sort();
      expect(later.length).toBeGreaterThanOrEqual(4);
      for (const month of later) expect(waste.monthlyCost[month]).toBe(months[month]);
      expect(Number(waste.monthlyCost[first ?? ''])).toBeLessThan(Number(months[first ?? '']));
    }
  });

  it('has development machines that run through the weekend', () => {
    for (const waste of wasteOf('runs-at-night')) {
      const quantities = rowsOf(waste).map((row) => decimal(row, 'PricingQuantity').toFixed());
      expect(new Set(quantities)).toEqual(new Set(['24']));
    }
  });

  it('names the spend without any tag', () => {
    for (const waste of wasteOf('untagged-spend')) {
      const untagged = rows.filter(
        (row) =>
          row.ProviderName === waste.providerName &&
          row.ChargeCategory === 'Usage' &&
          row.ChargeClass === null &&
          row.CommitmentDiscountStatus !== 'Unused' &&
          (row.Tags === null || row.Tags === '{}'),
      );
      expect(byMonth(untagged)).toEqual(waste.monthlyCost);
    }
    expect(wasteOf('untagged-spend').length).toBeGreaterThanOrEqual(3);
  });
});
