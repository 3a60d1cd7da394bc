import { accountOf, providerOf } from './accounts';
import { type Amount, formatAmount } from './amount';
import { type AnomalyKind, type AnomalyTruth, anomalyTruth } from './anomalies';
import type { Bill } from './bill';
import type { Commitment } from './commitment-plans';
import type { CommitmentTotals } from './commitments';
import { type LineItem, resourceOf } from './estate';
import type { ResolvedOptions } from './options';
import type { Bucket } from './totals';
import { WASTE_PLANS, type WasteKind } from './waste';

export type { AnomalyKind, AnomalyTruth, WasteKind };

/** Exact decimals as text. */
export interface Costs {
  readonly rows: number;
  readonly listCost: string;
  readonly contractedCost: string;
  readonly effectiveCost: string;
  readonly billedCost: string;
}

export interface MonthTotal extends Costs {
  /** `2025-11` */
  readonly month: string;
  readonly provider: string;
  readonly currency: string;
}

export interface ServiceTotal extends Costs {
  readonly provider: string;
  readonly service: string;
  readonly currency: string;
}

export interface WasteTruth {
  readonly id: string;
  readonly kind: WasteKind;
  readonly description: string;
  readonly providerName: string;
  readonly subAccountId: string | null;
  readonly resourceIds: readonly string[];
  readonly currency: string;
  readonly monthlyCost: Readonly<Record<string, string>>;
}

export interface CommitmentTruth {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly category: 'Usage' | 'Spend';
  readonly payment: 'upfront' | 'daily' | 'monthly';
  readonly currency: string;
  readonly from: string;
  readonly purchasedCost: string;
  readonly usedCost: string;
  readonly unusedCost: string;
  /** Purchased and not amortised by the end of the bill. */
  readonly remainingCost: string;
  /** used / (used + unused), cut after six places; null without rows. */
  readonly utilisation: string | null;
}

/** Effective cost of usage of a resource, corrections apart, by what its tags say about the owner. */
export interface TagTruth {
  readonly currency: string;
  readonly tagged: string;
  readonly otherSpelling: string;
  readonly noOwner: string;
  readonly untagged: string;
}

export interface TruthFile {
  /** In the folder of the bill. */
  readonly name: string;
  /** Billing month of all its rows; null for a file of all months. */
  readonly month: string | null;
  readonly rows: number;
}

export interface Truth {
  readonly options: Omit<ResolvedOptions, 'directory'>;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly rows: number;
  readonly files: readonly TruthFile[];
  /** By billing month: what a file of that month adds up to. */
  readonly totals: readonly MonthTotal[];
  /** By the month of ChargePeriodStart: corrections count where they belong. */
  readonly chargeTotals: readonly MonthTotal[];
  readonly services: readonly ServiceTotal[];
  readonly anomalies: readonly AnomalyTruth[];
  readonly waste: readonly WasteTruth[];
  readonly commitments: readonly CommitmentTruth[];
  readonly tags: readonly TagTruth[];
}

export interface TruthInput {
  readonly bill: Bill;
  readonly options: ResolvedOptions;
  readonly items: readonly LineItem[];
  readonly commitments: readonly (readonly [Commitment, CommitmentTotals])[];
}

export function truthOf(
  { bill, options, items, commitments }: TruthInput,
  files: readonly TruthFile[],
): Truth {
  const { directory: _, ...rest } = options;
  const { calendar } = bill;
  const buckets = bill.totals.all().filter(({ rows }) => rows > 0);
  return {
    options: rest,
    from: calendar.dates[0] ?? '',
    to: calendar.dates[calendar.days] ?? '',
    rows: buckets.reduce((sum, { rows }) => sum + rows, 0),
    files,
    totals: monthTotals(buckets, 'billingMonth'),
    chargeTotals: monthTotals(buckets, 'chargeMonth'),
    services: serviceTotals(buckets),
    anomalies: bill.anomalies.map((anomaly) => anomalyTruth(anomaly, calendar)),
    waste: [
      ...resourceWaste(buckets, items),
      ...commitments.flatMap(([commitment, totals]) => unusedWaste(commitment, totals)),
      ...untaggedWaste(buckets),
    ],
    commitments: commitments.map(([commitment, totals]) =>
      commitmentTruth(bill, commitment, totals),
    ),
    tags: currenciesOf(buckets).map((currency) => tagTruth(buckets, currency)),
  };
}

function monthTotals(
  buckets: readonly Bucket[],
  month: 'billingMonth' | 'chargeMonth',
): MonthTotal[] {
  return groups(buckets, ({ key }) => `${key[month]}|${key.provider}|${key.currency}`).map(
    (group) => ({
      month: group[0].key[month],
      provider: providerName(group[0]),
      currency: group[0].key.currency,
      ...costsOf(group),
    }),
  );
}

function serviceTotals(buckets: readonly Bucket[]): ServiceTotal[] {
  return groups(buckets, ({ key }) => `${key.provider}|${key.service}|${key.currency}`).map(
    (group) => ({
      provider: providerName(group[0]),
      service: group[0].key.service,
      currency: group[0].key.currency,
      ...costsOf(group),
    }),
  );
}

function resourceWaste(buckets: readonly Bucket[], items: readonly LineItem[]): WasteTruth[] {
  return WASTE_PLANS.map((plan) => {
    const { provider, account } = accountOf(plan.accountKey);
    return {
      id: plan.id,
      kind: plan.kind,
      description: plan.description,
      providerName: provider.name,
      subAccountId: account.id,
      resourceIds: items
        .filter(({ wasteId }) => wasteId === plan.id)
        .map((item) => resourceOf(item).id),
      currency: provider.currency,
      monthlyCost: byMonth(buckets.filter(({ key }) => key.wasteId === plan.id)),
    };
  });
}

function unusedWaste({ plan, id }: Commitment, totals: CommitmentTotals): WasteTruth[] {
  if (totals.unused === 0n) return [];
  const { provider, account } = accountOf(plan.accountKey);
  const months = [...totals.unusedByMonth].map(([month, cost]) => [month, formatAmount(cost)]);
  return [
    {
      id: `unused-${plan.key}`,
      kind: 'unused-commitment',
      description: `Part of "${plan.name}" that nothing used.`,
      providerName: provider.name,
      subAccountId: account.id,
      resourceIds: [id],
      currency: provider.currency,
      monthlyCost: Object.fromEntries(months),
    },
  ];
}

function untaggedWaste(buckets: readonly Bucket[]): WasteTruth[] {
  const untagged = buckets.filter(({ key }) => key.ownership === 'untagged');
  return groups(untagged, ({ key }) => `${key.provider}|${key.currency}`).map((group) => ({
    id: `untagged-${group[0].key.provider}`,
    kind: 'untagged-spend',
    description: 'Usage of resources without any tag.',
    providerName: providerName(group[0]),
    subAccountId: null,
    resourceIds: [],
    currency: group[0].key.currency,
    monthlyCost: byMonth(group),
  }));
}

function commitmentTruth(
  bill: Bill,
  { plan, id, firstMonth }: Commitment,
  totals: CommitmentTotals,
): CommitmentTruth {
  const { purchased, used, unused } = totals;
  const amortised = used + unused;
  return {
    id,
    name: plan.name,
    type: plan.type,
    category: plan.category,
    payment: plan.payment,
    currency: accountOf(plan.accountKey).provider.currency,
    from: bill.calendar.months[firstMonth]?.start ?? '',
    purchasedCost: formatAmount(purchased),
    usedCost: formatAmount(used),
    unusedCost: formatAmount(unused),
    remainingCost: formatAmount(purchased - amortised),
    utilisation:
      amortised === 0n ? null : formatAmount(((used * 1_000_000n) / amortised) * 1_000_000n),
  };
}

function tagTruth(buckets: readonly Bucket[], currency: string): TagTruth {
  const effective = (ownership: Bucket['key']['ownership']): string =>
    formatAmount(
      sum(
        buckets.filter(({ key }) => key.currency === currency && key.ownership === ownership),
        'effective',
      ),
    );
  return {
    currency,
    tagged: effective('tagged'),
    otherSpelling: effective('other-spelling'),
    noOwner: effective('no-owner'),
    untagged: effective('untagged'),
  };
}

type Group = readonly [Bucket, ...Bucket[]];

function groups(buckets: readonly Bucket[], keyOf: (bucket: Bucket) => string): Group[] {
  const found = new Map<string, [Bucket, ...Bucket[]]>();
  for (const bucket of buckets) {
    const key = keyOf(bucket);
    const group = found.get(key);
    if (group) group.push(bucket);
    else found.set(key, [bucket]);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function byMonth(buckets: readonly Bucket[]): Record<string, string> {
  return Object.fromEntries(
    groups(buckets, ({ key }) => key.chargeMonth).map((group) => [
      group[0].key.chargeMonth,
      formatAmount(sum(group, 'effective')),
    ]),
  );
}

function costsOf(buckets: readonly Bucket[]): Costs {
  return {
    rows: buckets.reduce((rows, bucket) => rows + bucket.rows, 0),
    listCost: formatAmount(sum(buckets, 'list')),
    contractedCost: formatAmount(sum(buckets, 'contracted')),
    effectiveCost: formatAmount(sum(buckets, 'effective')),
    billedCost: formatAmount(sum(buckets, 'billed')),
  };
}

type CostName = 'list' | 'contracted' | 'effective' | 'billed';

const sum = (buckets: readonly Bucket[], cost: CostName): Amount =>
  buckets.reduce((total, bucket) => total + bucket[cost], 0n);

const currenciesOf = (buckets: readonly Bucket[]): string[] =>
  [...new Set(buckets.map(({ key }) => key.currency))].sort();

const providerName = ({ key }: Bucket): string => providerOf(key.provider).name;
