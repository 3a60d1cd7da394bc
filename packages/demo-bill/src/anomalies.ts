import { accountOf } from './accounts';
import type { Amount } from './amount';
import { formatAmount } from './amount';
import type { Calendar } from './calendar';
import { skuOf } from './catalogue';
import type { Sku } from './sku';

export type AnomalyKind = 'spike' | 'burst' | 'leak' | 'step' | 'new-service' | 'drop';

interface AnomalyPlan {
  readonly id: string;
  readonly kind: AnomalyKind;
  readonly skuKey: string;
  readonly accountKey: string;
  /** Days before the end of the bill. */
  readonly daysBeforeEnd: number;
  /** Days it lasts; until the end when absent. */
  readonly lasts?: number;
  readonly factor: (dayOfAnomaly: number) => number;
  readonly description: string;
}

/** Days of ordinary charges before an anomaly, so that there is something to differ from. */
const HISTORY_DAYS = 14;

const PLANS: readonly AnomalyPlan[] = [
  {
    id: 'etl-spike',
    kind: 'spike',
    skuKey: 'aws-glue',
    accountKey: 'aws-data',
    daysBeforeEnd: 13,
    lasts: 1,
    factor: () => 7,
    description: 'A retry loop ran an ETL job seven times over for one day.',
  },
  {
    id: 'token-burst',
    kind: 'burst',
    skuKey: 'models-large-output',
    accountKey: 'models-support',
    daysBeforeEnd: 41,
    lasts: 3,
    factor: () => 5,
    description:
      'A prompt that quoted whole conversations made the support assistant use five times its tokens for three days.',
  },
  {
    id: 'log-leak',
    kind: 'leak',
    skuKey: 'aws-cloudwatch',
    accountKey: 'aws-shop',
    daysBeforeEnd: 96,
    lasts: 45,
    factor: (day) => 1 + 0.06 * (day + 1),
    description:
      'Debug logging left on: ingestion grew by 6 points of its usual amount every day until it was noticed.',
  },
  {
    id: 'egress-step',
    kind: 'step',
    skuKey: 'azure-bandwidth',
    accountKey: 'azure-shop',
    daysBeforeEnd: 68,
    factor: () => 2.6,
    description: 'A cache was switched off: transfer out has been 2.6 times as much ever since.',
  },
  {
    id: 'new-training-service',
    kind: 'new-service',
    skuKey: 'gcp-vertex',
    accountKey: 'gcp-research',
    daysBeforeEnd: 27,
    factor: () => 1,
    description: 'A service nobody had used before began to cost money.',
  },
  {
    id: 'cdn-outage',
    kind: 'drop',
    skuKey: 'aws-cloudfront',
    accountKey: 'aws-platform',
    daysBeforeEnd: 150,
    lasts: 2,
    factor: () => 0.08,
    description: 'The distribution was down for two days: a drop, not a saving.',
  },
];

export interface Anomaly {
  readonly plan: AnomalyPlan;
  readonly from: number;
  /** First day after it. */
  readonly to: number;
  /** Extra effective cost of each day, in the order of the days. */
  readonly extra: Amount[];
}

export interface AnomalyTruth {
  readonly id: string;
  readonly kind: AnomalyKind;
  readonly description: string;
  readonly filter: {
    readonly providerName: string;
    readonly subAccountId: string;
    readonly serviceName: string;
  };
  readonly currency: string;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly days: readonly { readonly date: string; readonly extraCost: string }[];
}

/** The anomalies that fit into the bill with enough ordinary days before them. */
export function plantAnomalies(calendar: Calendar): readonly Anomaly[] {
  return PLANS.flatMap((plan) => {
    const from = calendar.days - plan.daysBeforeEnd;
    if (from < HISTORY_DAYS) return [];
    const to = plan.lasts === undefined ? calendar.days : from + plan.lasts;
    return [{ plan, from, to, extra: Array.from({ length: to - from }, () => 0n) }];
  });
}

/** The anomaly that touches a SKU in an account: it touches everything of that service there. */
export function anomalyAt(
  anomalies: readonly Anomaly[],
  sku: Sku,
  accountKey: string,
): Anomaly | undefined {
  return anomalies.find(
    ({ plan }) => plan.accountKey === accountKey && skuOf(plan.skuKey).service === sku.service,
  );
}

export function anomalyFactor({ plan, from, to }: Anomaly, day: number): number {
  return day >= from && day < to ? plan.factor(day - from) : 1;
}

export function anomalyTruth({ plan, from, to, extra }: Anomaly, calendar: Calendar): AnomalyTruth {
  const { provider, account } = accountOf(plan.accountKey);
  return {
    id: plan.id,
    kind: plan.kind,
    description: plan.description,
    filter: {
      providerName: provider.name,
      subAccountId: account.id,
      serviceName: skuOf(plan.skuKey).service,
    },
    currency: provider.currency,
    from: calendar.dates[from] ?? '',
    to: calendar.dates[to] ?? '',
    days: extra.map((amount, day) => ({
      date: calendar.dates[from + day] ?? '',
      extraCost: formatAmount(amount),
    })),
  };
}
